package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import jakarta.mail.internet.MimeMultipart;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The carrier with a mail server that nobody here wrote, in clear and over TLS. */
class GreenMailTest {

    private static final ServerSetup CLEAR = new ServerSetup(0, "127.0.0.1", "smtp");
    private static final ServerSetup TLS = new ServerSetup(0, "127.0.0.1", "smtps");

    private final GreenMail server = new GreenMail(new ServerSetup[] {CLEAR, TLS});

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void arrivesWithBothFormsAsWritten() throws Exception {
        server.start();
        var carrier =
                new SmtpCarrier(
                        SmtpSettings.of(server.getSmtp().getPort()),
                        new OpenRoutes(),
                        TestSigningKeys.unused(),
                        TestFiles.none(),
                        Clock.systemUTC());

        var outcome = carrier.carry(message());

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        var mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("Reçu 🎉");
        var parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getBodyPart(0).getContent().toString()).contains("Ça va, مرحبا ?");
        assertThat(parts.getBodyPart(1).getContent().toString())
                .contains("<p dir=\"auto\"", "Ça va, مرحبا ?");
        carrier.close();
    }

    @Test
    void doesNotTalkToAServerWhoseCertificateNobodyVouchesFor() {
        server.start();
        var settings =
                SmtpSettings.of(server.getSmtps().getPort()).with(RelayConfig.Protection.TLS);
        var carrier =
                new SmtpCarrier(
                        settings,
                        new OpenRoutes(),
                        TestSigningKeys.unused(),
                        TestFiles.none(),
                        Clock.systemUTC());

        var outcome = carrier.carry(message());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        away -> assertThat(away.answer().code()).isEqualTo("tls"));
        assertThat(server.getReceivedMessages()).isEmpty();
        carrier.close();
    }

    @Test
    void doesNotStayInClearWhenTlsIsRequired() {
        server.start();
        var settings =
                SmtpSettings.of(server.getSmtp().getPort()).with(RelayConfig.Protection.STARTTLS);
        var carrier =
                new SmtpCarrier(
                        settings,
                        new OpenRoutes(),
                        TestSigningKeys.unused(),
                        TestFiles.none(),
                        Clock.systemUTC());

        var outcome = carrier.carry(message());

        assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
        assertThat(server.getReceivedMessages()).isEmpty();
        carrier.close();
    }

    private static Message message() {
        var email = new Words.Email("Reçu 🎉", "<p>Ça va, مرحبا ?</p>", "Ça va, مرحبا ?");
        return new Message(
                UUID.randomUUID(),
                1,
                "caf-92",
                Lane.EXPRESS,
                "ines@boite.test",
                new Words("CAF", null, email, null, null),
                "7KQ2M9XPA");
    }
}
