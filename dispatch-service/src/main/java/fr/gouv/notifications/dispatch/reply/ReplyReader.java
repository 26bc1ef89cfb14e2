package fr.gouv.notifications.dispatch.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Takes the mail of a stranger apart. Whoever wrote it may be hostile: it is read as far as the limits go and
 * never fails; what cannot be read is left out.
 */
final class ReplyReader {

    static final int LONGEST_TEXT = 50_000;
    static final int LONGEST_LINE = 300;

    private static final int LINES = 400_000;
    private static final int BOUNDARIES = 2_000;
    private static final int LONGEST_FIELD = 2_000;
    private static final int PARTS = 100;
    private static final int DEPTH = 8;
    private static final int TEXT_OCTETS = 1 << 20;
    private static final String CUT = "\n[…]";

    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final List<Attachment> attachments = new ArrayList<>();
    private int octets;
    private int leftOut;
    private int parts;

    /** What is in it; whatever the octets are. */
    static Reply read(byte[] octets) {
        var reader = new ReplyReader();
        if (!isModest(octets)) {
            return reader.reply("", "", "");
        }
        try {
            var settings = new Properties();
            settings.put("mail.mime.address.strict", "false");
            settings.put("mail.mime.decodefilename", "true");
            var mail =
                    new MimeMessage(
                            Session.getInstance(settings), new ByteArrayInputStream(octets));
            reader.take(mail, 0);
            return reader.reply(mail);
        } catch (MessagingException | RuntimeException broken) {
            return reader.reply("", "", "");
        }
    }

    /** The library makes an object of each field and each part, however many there are. */
    private static boolean isModest(byte[] octets) {
        var lines = 0;
        var boundaries = 0;
        for (var i = 0; i < octets.length; i++) {
            if (octets[i] == '\n' || octets[i] == '\r') {
                lines++;
                if (i + 2 < octets.length && octets[i + 1] == '-' && octets[i + 2] == '-') {
                    boundaries++;
                }
            }
        }
        return lines <= LINES && boundaries <= BOUNDARIES;
    }

    private Reply reply(MimeMessage mail) {
        var name = "";
        var address = "";
        try {
            var from = InternetAddress.parseHeader(field(mail, "From"), false);
            if (from.length > 0 && from[0].getAddress() != null) {
                name = from[0].getPersonal() == null ? "" : from[0].getPersonal();
                address = from[0].getAddress();
            }
        } catch (MessagingException | RuntimeException broken) {
            // Nobody is named.
        }
        return reply(name, address, decoded(field(mail, "Subject")));
    }

    private Reply reply(String name, String address, String subject) {
        var text = plain.isEmpty() ? HtmlText.of(html.toString()) : plain.toString();
        return new Reply(
                oneLine(name),
                oneLine(address),
                oneLine(subject),
                clean(text),
                attachments,
                leftOut);
    }

    private static String field(MimeMessage mail, String name) {
        try {
            var value = mail.getHeader(name, null);
            return value == null ? "" : value.substring(0, Math.min(value.length(), LONGEST_FIELD));
        } catch (MessagingException | RuntimeException broken) {
            return "";
        }
    }

    private static String decoded(String field) {
        try {
            return MimeUtility.decodeText(MimeUtility.unfold(field));
        } catch (IOException | RuntimeException broken) {
            return field;
        }
    }

    private void take(Part part, int depth) {
        if (++parts > PARTS || depth > DEPTH) {
            return;
        }
        try {
            if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart several) {
                for (var i = 0; i < several.getCount() && parts <= PARTS; i++) {
                    take(several.getBodyPart(i), depth + 1);
                }
                return;
            }
            var name = part.getFileName();
            var isFile = name != null || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
            if (!isFile && part.isMimeType("text/plain")) {
                words(part, plain);
            } else if (!isFile && part.isMimeType("text/html")) {
                words(part, html);
            } else if (isFile) {
                file(part, name == null ? "" : decoded(name));
            }
        } catch (MessagingException | IOException | RuntimeException broken) {
            leftOut++;
        }
    }

    private static void words(Part part, StringBuilder words)
            throws MessagingException, IOException {
        try (var stream = part.getInputStream()) {
            var read = stream.readNBytes(TEXT_OCTETS);
            if (words.length() < TEXT_OCTETS) {
                words.append(new String(read, charset(part.getContentType()))).append('\n');
            }
        }
    }

    private static Charset charset(String contentType) {
        try {
            var named = new jakarta.mail.internet.ContentType(contentType).getParameter("charset");
            return named == null
                    ? StandardCharsets.UTF_8
                    : Charset.forName(MimeUtility.javaCharset(named));
        } catch (MessagingException | RuntimeException unknown) {
            return ISO_8859_1;
        }
    }

    private void file(Part part, String name) throws MessagingException, IOException {
        try (var stream = part.getInputStream()) {
            var room = AttachmentPolicy.MOST_OCTETS - octets;
            var read = stream.readNBytes(room + 1);
            if (attachments.size() >= AttachmentPolicy.MOST || read.length > room) {
                leftOut++;
                return;
            }
            var accepted = AttachmentPolicy.accept(name, read);
            if (accepted.isEmpty()) {
                leftOut++;
                return;
            }
            octets += read.length;
            attachments.add(accepted.get());
        }
    }

    /** Without what controls a terminal or turns the direction of reading, and not endless. */
    private static String clean(String text) {
        var clean =
                text.replace("\r\n", "\n")
                        .replace('\r', '\n')
                        .replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n\\t\\u200d]]", "")
                        .strip();
        return clean.length() > LONGEST_TEXT ? clean.substring(0, LONGEST_TEXT) + CUT : clean;
    }

    private static String oneLine(String text) {
        var line = text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+", " ").strip();
        return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
    }

    private ReplyReader() {}
}
