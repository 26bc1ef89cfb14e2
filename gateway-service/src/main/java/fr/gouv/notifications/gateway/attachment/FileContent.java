package fr.gouv.notifications.gateway.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Decides whether a content is what its name announces. It looks for what each format begins with or must
 * hold, and for macros; it is no search for viruses.
 */
final class FileContent {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** ISO 32000 readers look for the mark in the first kilobyte. */
    private static final int PDF_MARK_WITHIN = 1024;

    private static final int MOST_ENTRIES = 5_000;

    /** What a document of 10 MiB may unfold to. */
    private static final long MOST_UNFOLDED = 200L * 1024 * 1024;

    /** Whether these bytes are of that kind, and hold nothing that runs. */
    static boolean allows(FileKind kind, byte[] content) {
        return switch (kind) {
            case PDF -> head(content, PDF_MARK_WITHIN).contains("%PDF-");
            case PNG -> startsWith(content, PNG);
            case JPG, JPEG -> startsWith(content, JPEG);
            case DOCX -> isOffice(content, "word/document.xml");
            case XLSX -> isOffice(content, "xl/workbook.xml");
            case ODT, ODS -> isOpenDocument(content, kind.type());
            case TXT, CSV -> isText(content);
            case ICS -> isText(content) && head(content, 1024).contains("BEGIN:VCALENDAR");
        };
    }

    private static boolean startsWith(byte[] content, byte[] mark) {
        if (content.length < mark.length) {
            return false;
        }
        return ByteBuffer.wrap(content, 0, mark.length).equals(ByteBuffer.wrap(mark));
    }

    private static String head(byte[] content, int length) {
        return new String(content, 0, Math.min(length, content.length), ISO_8859_1);
    }

    /** UTF-8 or a Latin encoding, without what only programs hold, and no page of the web. */
    private static boolean isText(byte[] content) {
        for (var octet : content) {
            if (octet >= 0
                    && octet < ' '
                    && octet != '\t'
                    && octet != '\n'
                    && octet != '\r'
                    && octet != '\f') {
                return false;
            }
        }
        var head = head(content, 1024).strip().toLowerCase(Locale.ROOT);
        var start = head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3).strip() : head;
        return !(start.startsWith("<") || start.startsWith("#!")) && isUtf8OrLatin(content);
    }

    private static boolean isUtf8OrLatin(byte[] content) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException _) {
            // In a Latin encoding these are controls that no text holds.
            for (var octet : content) {
                if ((octet & 0xff) == 0x7f || octet == (byte) 0x81 || octet == (byte) 0x8d) {
                    return false;
                }
            }
            return true;
        }
    }

    /** ECMA-376, part 2: a package names the types of its parts. */
    private static boolean isOffice(byte[] content, String document) {
        var names = new HashSet<String>();
        return startsWith(content, ZIP)
                && readable(content, names)
                && names.contains("[Content_Types].xml")
                && names.contains(document)
                && names.stream().noneMatch(FileContent::runs);
    }

    /** OpenDocument 1.3, part 2, 3.3: the first file says what it is, and is not compressed. */
    private static boolean isOpenDocument(byte[] content, String type) {
        var names = new HashSet<String>();
        return startsWith(content, ZIP)
                && head(content, 200).contains("mimetype" + type)
                && readable(content, names)
                && names.stream().noneMatch(FileContent::runs);
    }

    private static boolean runs(String entry) {
        var name = entry.toLowerCase(Locale.ROOT);
        return name.endsWith("vbaproject.bin")
                || name.startsWith("basic/")
                || name.startsWith("scripts/")
                || name.contains("/activex/");
    }

    /** Adds the names of all entries; false when it is broken or unfolds to far more than it says. */
    private static boolean readable(byte[] content, Set<String> names) {
        var buffer = new byte[16 * 1024];
        var unfolded = 0L;
        try (var zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                names.add(entry.getName());
                if (names.size() > MOST_ENTRIES) {
                    return false;
                }
                for (int read; (read = zip.read(buffer)) >= 0; ) {
                    unfolded += read;
                    if (unfolded > MOST_UNFOLDED) {
                        return false;
                    }
                }
            }
            return !names.isEmpty();
        } catch (ZipException | IllegalArgumentException _) {
            return false;
        } catch (IOException _) {
            return false;
        }
    }

    private FileContent() {}
}
