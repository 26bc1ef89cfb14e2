package fr.gouv.notifications.dispatch.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentPolicyTest {

    private static final byte[] PDF = "%PDF-1.7".getBytes(ISO_8859_1);

    @ParameterizedTest
    @CsvSource({
        "justificatif.pdf, justificatif.pdf",
        "Été à Paris.PDF, Ete_a_Paris.PDF",
        "../../etc/passwd.pdf, passwd.pdf",
        "C:\\temp\\a.pdf, a.pdf",
        "a.exe.pdf, a_exe.pdf",
        "'a\"; filename=b.pdf', a_filename_b.pdf",
        "'a\r\nX: b.pdf', a_X_b.pdf"
    })
    void namesAreSafe(String name, String safe) {
        assertThat(AttachmentPolicy.accept(name, PDF))
                .hasValueSatisfying(it -> assertThat(it.name()).isEqualTo(safe));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.exe",
                "a.pdf.exe",
                "a.html",
                "a.svg",
                "a.docm",
                "a.zip",
                "a.js",
                "a",
                "",
                ".pdf",
                "pdf",
                "a.pdf ."
            })
    void whatCouldRunIsLeftOut(String name) {
        assertThat(AttachmentPolicy.accept(name, PDF)).isEmpty();
    }

    @Test
    void whatIsNotWhatItsEndingSaysIsLeftOut() {
        assertThat(AttachmentPolicy.accept("a.jpg", PDF)).isEmpty();
        assertThat(AttachmentPolicy.accept("a.pdf", "MZ".getBytes(ISO_8859_1))).isEmpty();
        assertThat(AttachmentPolicy.accept("a.pdf", new byte[0])).isEmpty();
        assertThat(AttachmentPolicy.accept("a.txt", "x".getBytes(ISO_8859_1)))
                .hasValueSatisfying(it -> assertThat(it.type()).isEqualTo("text/plain"));
    }

    @Test
    void aNameWithoutEndIsCut() {
        assertThat(AttachmentPolicy.safe("_".repeat(1 << 20) + "a".repeat(1_000) + ".pdf"))
                .hasSizeLessThanOrEqualTo(80)
                .endsWith("a.pdf");
    }
}
