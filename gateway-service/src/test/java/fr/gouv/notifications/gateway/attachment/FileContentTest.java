package fr.gouv.notifications.gateway.attachment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FileContentTest {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16};

    @Test
    void allowsEachKindItsOwnContentAndNoOther() throws IOException {
        only("%PDF-1.7\n…".getBytes(UTF_8), FileKind.PDF, FileKind.TXT, FileKind.CSV);
        only(PNG, FileKind.PNG);
        only(JPEG, FileKind.JPG, FileKind.JPEG);
        only(office("word/document.xml"), FileKind.DOCX);
        only(office("xl/workbook.xml"), FileKind.XLSX);
        only(openDocument(FileKind.ODT), FileKind.ODT);
        only(openDocument(FileKind.ODS), FileKind.ODS);
        only("nom;prénom\r\n".getBytes(UTF_8), FileKind.TXT, FileKind.CSV);
        only("nom;prénom\r\n".getBytes(StandardCharsets.ISO_8859_1), FileKind.TXT, FileKind.CSV);
        only(
                "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".getBytes(UTF_8),
                FileKind.TXT,
                FileKind.CSV,
                FileKind.ICS);
    }

    @Test
    void refusesWhatRuns() throws IOException {
        only("MZ\u0000\u0003".getBytes(UTF_8));
        only("<!DOCTYPE html><script>alert(1)</script>".getBytes(UTF_8));
        only("\uFEFF <svg onload=\"x\">".getBytes(UTF_8));
        only("#!/bin/sh\n".getBytes(UTF_8));
        only(office("word/document.xml", "word/vbaProject.bin"));
        only(office("xl/workbook.xml", "xl/activeX/activeX1.xml"));
        only(openDocument(FileKind.ODT, "Basic/Standard/Module1.xml"));
    }

    @Test
    void refusesWhatIsBroken() throws IOException {
        var whole = office("word/document.xml");
        only(Arrays.copyOf(whole, whole.length / 3));
        only(new byte[] {'P', 'K', 3, 4});
    }

    @Test
    void refusesWhatUnfoldsWithoutEnd() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 201; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }

        assertThat(bytes.size()).isLessThan(KeepAttachments.MOST_BYTES);
        only(bytes.toByteArray());
    }

    @Property(tries = 300)
    void answersWhateverItIsGiven(@ForAll byte[] content) {
        for (var kind : FileKind.values()) {
            FileContent.allows(kind, content);
        }
    }

    private static void only(byte[] content, FileKind... kinds) {
        var allowed = EnumSet.noneOf(FileKind.class);
        for (var kind : FileKind.values()) {
            if (FileContent.allows(kind, content)) {
                allowed.add(kind);
            }
        }
        assertThat(allowed).containsExactlyInAnyOrderElementsOf(List.of(kinds));
    }

    private static byte[] office(String... names) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
            zip.write("<Types/>".getBytes(UTF_8));
            zip.closeEntry();
            for (var name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("<x/>".repeat(50).getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] openDocument(FileKind kind, String... more) throws IOException {
        var type = kind.type().getBytes(UTF_8);
        var crc = new CRC32();
        crc.update(type);
        var first = new ZipEntry("mimetype");
        first.setMethod(ZipEntry.STORED);
        first.setSize(type.length);
        first.setCrc(crc.getValue());
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(first);
            zip.write(type);
            zip.closeEntry();
            for (var name : more) {
                zip.putNextEntry(new ZipEntry(name));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
