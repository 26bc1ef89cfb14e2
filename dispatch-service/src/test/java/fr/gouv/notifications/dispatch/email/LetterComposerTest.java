package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.gouv.notifications.dispatch.reply.Attachment;
import fr.gouv.notifications.dispatch.reply.Letter;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LetterComposerTest {

    private static final UUID ID = UUID.fromString("01985b2e-0000-7000-8000-000000000001");

    private final LetterComposer composer =
            new LetterComposer(
                    "notif.test", InstantSource.fixed(Instant.parse("2026-11-27T10:00:00Z")));

    @Test
    void nothingThatACitizenWroteBecomesAField() throws Exception {
        var mail =
                parsed(
                        letter(
                                "Zoé\r\nBcc: all@boite.test via CAF",
                                "zoe@boite.test\r\nBcc: all@boite.test",
                                "Re: Avis\r\nBcc: all@boite.test",
                                "accueil@caf.example"));

        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getAllRecipients())
                .containsExactly(new InternetAddress("accueil@caf.example"));
        assertThat(mail.getHeader("Reply-To")).isNull();
        assertThat(mail.getSubject()).isEqualTo("Re: Avis  Bcc: all@boite.test");
        assertThat(((InternetAddress) mail.getFrom()[0]).getAddress())
                .isEqualTo("caf-92@notif.test");
    }

    @Test
    void carriesFilesAndAnEndOfALineThatLooksLikeABoundary() throws Exception {
        var mail = parsed(letter("Zoé via CAF", "zoe@boite.test", "Re", "accueil@caf.example"));

        var parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(((String) parts.getBodyPart(0).getContent()).replace("\r\n", "\n"))
                .isEqualTo("Bonjour\n--=_letter--\n.\nà bientôt");
        assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("a.pdf");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("application/pdf");
        assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).hasSize(1_000);
        assertThat(mail.getHeader("Message-ID")).containsExactly("<" + ID + ".reply@notif.test>");
    }

    @Test
    void isNotMadeForWhatIsNoAddress() {
        assertThatThrownBy(
                        () -> composer.compose(letter("Z", "z@b.test", "Re", "a@b.test, c@d.test")))
                .isInstanceOf(UncomposableException.class);
    }

    private static Letter letter(String name, String answerTo, String subject, String recipient) {
        return new Letter(
                ID,
                ID,
                "caf-92",
                name,
                "forward+a@notif.test",
                recipient,
                answerTo,
                "auto-generated",
                subject,
                "Bonjour\n--=_letter--\n.\nà bientôt",
                List.of(new Attachment("a.pdf", "application/pdf", new byte[1_000])));
    }

    private MimeMessage parsed(Letter letter) throws Exception {
        var composed = composer.compose(letter);
        assertThat(new String(composed.octets(), StandardCharsets.ISO_8859_1).lines())
                .allMatch(line -> line.length() <= 998)
                .allMatch(StandardCharsets.US_ASCII.newEncoder()::canEncode);
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(composed.octets()));
    }
}
