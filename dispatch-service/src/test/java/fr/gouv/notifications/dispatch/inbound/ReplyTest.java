package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.delivery.RelayResource;
import fr.gouv.notifications.dispatch.email.ScriptedRelay;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.reply.Replies;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class ReplyTest {

    private static final String ZOE = "zoe@boite.test";

    @Inject AgroalDataSource dataSource;
    @Inject ReturnPaths paths;
    @Inject InboundConfig config;

    @ConfigProperty(name = "dispatch.inbound.port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    ScriptedRelay relay;

    private SentMail sent;
    private String service;

    @BeforeEach
    void aDeliveredNotification() throws SQLException {
        relay.forget();
        sent = new SentMail(dataSource, UUID.randomUUID());
        service = "s" + sent.id().toString().substring(0, 8);
        sent.put(service, "done", "delivered", "now()");
    }

    @AfterEach
    void removeIt() throws SQLException {
        sent.remove();
    }

    @Test
    void aReplyReachesTheMailboxOfTheService() throws Exception {
        try (var tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED)) {
            assertThat(reply(Replies.webmail())).startsWith("250");
            assertThat(reply(Replies.webmail())).startsWith("250");
            awaitMails("done forwarded");

            var letters = relay.mailsFor(mailbox());
            assertThat(letters).hasSize(1);
            var letter = parsed(letters.getFirst().content());
            var from = (InternetAddress) letter.getFrom()[0];
            assertThat(from.getPersonal()).isEqualTo("Zoé Martin via CAF de Test");
            assertThat(from.getAddress()).isEqualTo(service + "@notif.test");
            assertThat(letter.getReplyTo()).containsExactly(new InternetAddress(ZOE));
            assertThat(letter.getSubject()).isEqualTo("Re: Rendez-vous déplacé [dossier-42]");
            assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(letter.getHeader("X-Notifications-Loop"))
                    .containsExactly(sent.id().toString());
            assertThat(letter.getHeader("DKIM-Signature")[0]).contains("d=notif.test");
            var text = (String) ((MimeMultipart) letter.getContent()).getBodyPart(0).getContent();
            assertThat(text)
                    .contains("Bonjour, je ne peux pas venir jeudi à 9 h.")
                    .contains("Zoé Martin <" + ZOE + ">")
                    .contains("Votre référence : dossier-42")
                    .contains("Code de vérification : 7K2MQ9X4C")
                    .contains(sent.id().toString());
            assertThat(relay.lines()).anyMatch(it -> it.startsWith("MAIL FROM:<forward+"));

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !tap.facts(DeliveryReported.class, sent.id()).isEmpty());
            assertThat(tap.facts(DeliveryReported.class, sent.id()))
                    .extracting(DeliveryReported::report)
                    .containsExactly(DeliveryReport.REPLIED);
            assertThat(
                            sent.text(
                                    "select count(box) from inbound_mail where notification_id = '"
                                            + sent.id()
                                            + "'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void itsFilesComeAlongAndItsProgramsDoNot() throws Exception {
        assertThat(reply(Replies.telephone())).startsWith("250");
        awaitMails("done forwarded");

        var letter = parsed(relay.mailsFor(mailbox()).getFirst().content());
        var parts = (MimeMultipart) letter.getContent();

        assertThat(parts.getCount()).isEqualTo(3);
        assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("IMG_0001.JPG");
        assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).hasSize(40_000);
        assertThat((String) parts.getBodyPart(0).getContent())
                .contains("Pièces jointes non transmises (type ou taille) : 1");
    }

    @Test
    void machinesAndOurOwnLettersAreDropped() throws Exception {
        assertThat(reply(Replies.plain("Auto-Submitted: auto-replied"))).startsWith("250");
        assertThat(reply(Replies.plain("X-Notifications-Loop: " + sent.id()))).startsWith("250");
        assertThat(SmtpCaller.send(port, back(), Replies.plain())).startsWith("250");
        assertThat(reply(Corpus.read("postfix/unknown.eml"))).startsWith("250");
        awaitMails("done automatic-reply, done loop, done automatic-reply, done automatic-reply");

        assertThat(relay.mails()).isEmpty();
        assertThat(sent.outcome()).isEqualTo("done delivered delivered");
    }

    @Test
    void aReplyWaitsForItsRelay() throws Exception {
        relay.onceFor(mailbox(), "RCPT", "451 4.3.0 later");

        assertThat(reply(Replies.plain())).startsWith("250");
        awaitMails("done forwarded");

        assertThat(relay.mailsFor(mailbox())).hasSize(1);
    }

    @Test
    void aMailboxThatRefusesIsAMatterForAPerson() throws Exception {
        relay.alwaysFor(mailbox(), "RCPT", "550 5.1.1 no such user");

        assertThat(reply(Replies.plain())).startsWith("250");

        awaitMails("dead mailbox-refuses");
    }

    @Test
    void whoAnswersTooLateIsToldOnce() throws Exception {
        sent.execute(
                "update task set routed_at = now() - interval '3 years' where notification_id = '"
                        + sent.id()
                        + "'");

        assertThat(reply(Replies.plain())).startsWith("250");
        awaitMails("done explained");
        assertThat(reply(Replies.plain("X-Again: 1"))).startsWith("250");
        awaitMails("done explained, done expired");

        assertThat(relay.mailsFor(mailbox())).isEmpty();
        var answers = relay.mailsFor(ZOE);
        assertThat(answers).hasSize(1);
        var answer = parsed(answers.getFirst().content());
        assertThat(answer.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(answer.getSubject()).isEqualTo("Votre réponse n'a pas été transmise");
        assertThat((String) ((MimeMultipart) answer.getContent()).getBodyPart(0).getContent())
                .contains("écrivez à " + mailbox());
        assertThat(relay.lines()).contains("MAIL FROM:<>");
    }

    @Test
    void whoAnswersAnAddressThatWeDidNotSignIsToldByTheirServer() throws Exception {
        var forged = back().replaceFirst("reply\\+.", "reply+0");

        assertThat(send(forged, Replies.plain()))
                .startsWith("550")
                .contains("ecrivez directement au service");
        assertThat(sent.mails()).isEmpty();
    }

    @Test
    void twoMachinesThatAnswerEachOtherAreStopped() throws Exception {
        for (var i = 0; i < config.maxRepliesPerNotification(); i++) {
            assertThat(reply(Replies.plain("Auto-Submitted: auto-replied", "X-Turn: " + i)))
                    .startsWith("250");
        }

        assertThat(reply(Replies.plain())).startsWith("554");
        assertThat(SmtpCaller.send(port, bounces(), Corpus.read("postfix/delayed-grey.eml")))
                .startsWith("250");
    }

    @Test
    void aReplyMayBeLargerThanAReport() throws Exception {
        var large = new String(Replies.plain(), UTF_8) + "0123456789abcde\n".repeat(100_000);

        assertThat(reply(large.getBytes(UTF_8))).startsWith("250");
        assertThat(send(bounces(), large.getBytes(UTF_8))).startsWith("552");
        assertThat(reply((large + large + large + large).getBytes(UTF_8))).startsWith("552");
    }

    @Test
    void whatComesBackFromTheServiceIsNoBounceOfTheMessage() throws Exception {
        var forward = paths.forward(attempt());

        assertThat(SmtpCaller.send(port, forward, Corpus.read("postfix/unknown.eml")))
                .startsWith("250");

        awaitMails("done forward-bounced");
        assertThat(sent.outcome()).isEqualTo("done delivered delivered");
    }

    private String mailbox() {
        return "accueil@" + service + ".example";
    }

    private Attempt attempt() {
        return new Attempt(sent.id(), 0, 1);
    }

    private String back() {
        return Objects.requireNonNull(Objects.requireNonNull(paths.of(attempt())).replies());
    }

    private String bounces() {
        return Objects.requireNonNull(paths.of(attempt())).bounces();
    }

    private String reply(byte[] mail) throws IOException {
        return send(back(), mail);
    }

    private String send(String recipient, byte[] mail) throws IOException {
        return SmtpCaller.send(port, ZOE, recipient, mail);
    }

    private static MimeMessage parsed(String content) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    private void awaitMails(String states) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sent.mails()).isEqualTo(states));
    }
}
