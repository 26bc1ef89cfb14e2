package fr.gouv.notifications.dispatch.reply;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {

    @Test
    void readsTheWordsOfAPerson() {
        var reply = ReplyReader.read(Replies.webmail());

        assertThat(reply.name()).isEqualTo("Zoé Martin");
        assertThat(reply.address()).isEqualTo("zoe@boite.test");
        assertThat(reply.subject()).isEqualTo("Re: Rendez-vous déplacé");
        assertThat(reply.text())
                .startsWith("Bonjour, je ne peux pas venir jeudi à 9 h.")
                .contains("> Votre rendez-vous est déplacé.")
                .doesNotContain("pixel");
        assertThat(reply.attachments()).isEmpty();
        assertThat(reply.leftOut()).isZero();
    }

    @Test
    void takesDocumentsAndPicturesAndNoPrograms() {
        var reply = ReplyReader.read(Replies.telephone());

        assertThat(reply.text()).isEqualTo("Voilà mon justificatif\nà bientôt & merci");
        assertThat(reply.attachments())
                .extracting(Attachment::name, Attachment::type)
                .containsExactly(
                        tuple("IMG_0001.JPG", "image/jpeg"), tuple("exe.pdf", "application/pdf"));
        assertThat(reply.attachments().getFirst().octets()).hasSize(40_000);
        assertThat(reply.leftOut()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatIsMoreThanTheLimits() {
        var mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        var file =
                Base64.getMimeEncoder()
                        .encodeToString(("%PDF-" + "x".repeat(1 << 20)).getBytes(US_ASCII));
        for (var i = 0; i < 5; i++) {
            mail.append("--b\r\nContent-Disposition: attachment; filename=a").append(i);
            mail.append(".pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                    .append(file)
                    .append("\r\n");
        }
        for (var i = 0; i < 20; i++) {
            mail.append("--b\r\nContent-Disposition: attachment; filename=t").append(i);
            mail.append(".txt\r\n\r\nabc\r\n");
        }

        var reply = ReplyReader.read(mail.append("--b--\r\n").toString().getBytes(US_ASCII));

        assertThat(reply.attachments()).hasSize(AttachmentPolicy.MOST);
        assertThat(reply.attachments().stream().mapToInt(it -> it.octets().length).sum())
                .isLessThanOrEqualTo(AttachmentPolicy.MOST_OCTETS);
        assertThat(reply.leftOut()).isEqualTo(25 - AttachmentPolicy.MOST);
    }

    @Test
    void cutsAnEndlessTextAndWhatControlsTheReader() {
        var endless = "é".repeat(200_000);
        assertThat(ReplyReader.read(("\r\n" + endless).getBytes(UTF_8)).text())
                .hasSizeLessThan(ReplyReader.LONGEST_TEXT + 10)
                .endsWith("[…]");
        assertThat(ReplyReader.read("\r\na\u001b[2Jb\u202ec\u0000d\r\n".getBytes(UTF_8)).text())
                .isEqualTo("a[2Jbcd");
        assertThat(
                        ReplyReader.read(
                                        "From: =?UTF-8?Q?a=0D=0ABcc_x?= <a@b.test>\r\nSubject: =?UTF-8?B?DQpUbzogeA==?=\r\n\r\nx"
                                                .getBytes(US_ASCII))
                                .name())
                .isEqualTo("a Bcc x");
    }
}
