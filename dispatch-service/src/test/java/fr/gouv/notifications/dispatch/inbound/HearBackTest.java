package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.delivery.RelayResource;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.reputation.Reputation;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class HearBackTest {

    @Inject AgroalDataSource dataSource;
    @Inject ReturnPaths paths;
    @Inject Reputation reputation;

    @ConfigProperty(name = "dispatch.inbound.port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    private UUID id;
    private SentMail sent;

    @BeforeEach
    void aFreshNotification() {
        id = UUID.randomUUID();
        sent = new SentMail(dataSource, id);
    }

    @Test
    void aBounceTakesTheDeliveryBackOnceHoweverOftenItComes() throws Exception {
        deliver("done", "delivered", "now()");
        try (var tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED)) {
            for (var i = 0; i < 3; i++) {
                assertThat(send(address(), Corpus.read("postfix/unknown.eml"))).startsWith("250");
            }

            awaitMails("done bounced");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> tap.facts(DeliveryReported.class, id).size() >= 2);
            var told = tap.facts(DeliveryReported.class, id);

            assertThat(told)
                    .extracting(DeliveryReported::report)
                    .containsExactly(DeliveryReport.BOUNCED, DeliveryReport.FINISHED);
            assertThat(told.getFirst().reason()).isEqualTo(Reason.ADDRESS_UNKNOWN);
            assertThat(told.getFirst().providerCode()).isEqualTo("550 5.1.1");
            assertThat(told.getFirst().addressDigest()).isEqualTo("digest-of-zoe");
            assertThat(told.getLast().addressDigest()).isNull();
            assertThat(sent.outcome()).isEqualTo("done delivered bounced");
        }
    }

    @Test
    void aServiceWhoseMailsComeBackIsHeldInBulk() throws Exception {
        var service = "s" + id.toString().substring(0, 8);
        for (var i = 0; i < 200; i++) {
            reputation.settled(service, Channel.EMAIL, DeliveryReport.HANDED_OVER, null);
        }
        try (var tap = new FactTap(bootstrap, Topics.FLOW_CHANGED)) {
            for (var i = 0; i < 20; i++) {
                id = UUID.randomUUID();
                sent = new SentMail(dataSource, id);
                sent.put(service, "sent", "handed-over", "now()");
                assertThat(send(address(), Corpus.read("postfix/unknown.eml"))).startsWith("250");
                assertThat(send(address(), Corpus.read("exim/unknown.eml"))).startsWith("250");
                awaitMails("done bounced, done repeated-or-unknown");
                removeTheTask();
            }

            var key = UUID.nameUUIDFromBytes(("service|" + service).getBytes(UTF_8));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    assertThat(tap.facts(FlowChanged.class, key))
                                            .last()
                                            .extracting(
                                                    FlowChanged::state,
                                                    FlowChanged::rule,
                                                    FlowChanged::messages,
                                                    FlowChanged::failed)
                                            .containsExactly(FlowState.HELD, "bounces", 200L, 20L));
        }
    }

    @Test
    void aBounceEndsWhatWaitsForAProof() throws Exception {
        deliver("sent", "handed-over", "now()");

        assertThat(send(address(), Corpus.read("exim/full.eml"))).startsWith("250");
        awaitMails("done bounced");

        assertThat(sent.outcome()).isEqualTo("done bounced bounced");
    }

    @Test
    void aForgedAddressIsRefusedAndChangesNothing() throws Exception {
        deliver("sent", "handed-over", "now()");
        var forged = address().replaceFirst("bounce\\+.", "bounce+0");

        assertThat(send(forged, Corpus.read("postfix/unknown.eml"))).startsWith("550");
        assertThat(send("someone@notif.test", Corpus.read("postfix/unknown.eml")))
                .startsWith("550");

        assertThat(sent.mails()).isEmpty();
        assertThat(sent.outcome()).isEqualTo("sent handed-over handed-over");
    }

    @Test
    void delaysAndAutomaticRepliesChangeNothing() throws Exception {
        deliver("sent", "handed-over", "now()");

        assertThat(send(address(), Corpus.read("postfix/delayed-grey.eml"))).startsWith("250");
        assertThat(send(address(), "Subject: Absence\r\n\r\nAbsent\r\n".getBytes(UTF_8)))
                .startsWith("250");
        awaitMails("done delayed, done automatic-reply");

        assertThat(sent.outcome()).isEqualTo("sent handed-over handed-over");
    }

    @Test
    void aReportThatSaysItSpeaksOfAnotherAttemptChangesNothing() throws Exception {
        deliver("sent", "handed-over", "now()");
        var report = new String(Corpus.read("exim/full.eml"), UTF_8);

        var other = report.replaceFirst("corpus-\\d+", UUID.randomUUID() + ".0.1");
        assertThat(send(address(), other.getBytes(UTF_8))).startsWith("250");
        var earlier = report.replaceFirst("corpus-\\d+", id + ".0.2");
        assertThat(send(address(), earlier.getBytes(UTF_8))).startsWith("250");
        awaitMails("done contradicted, done contradicted");
        assertThat(sent.outcome()).isEqualTo("sent handed-over handed-over");

        var same = report.replaceFirst("corpus-\\d+", id + ".0.1");
        assertThat(send(address(), same.getBytes(UTF_8))).startsWith("250");
        awaitMails("done contradicted, done contradicted, done bounced");
        assertThat(sent.outcome()).isEqualTo("done bounced bounced");
    }

    @Test
    void aBounceThatComesBeforeTheAnswerIsReadAgain() throws Exception {
        deliver("leased", null, "null");
        assertThat(send(address(), Corpus.read("postfix/unknown.eml"))).startsWith("250");
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () ->
                                sent.text(
                                        "select max(failures) from inbound_mail where notification_id = '%s'"
                                                .formatted(id)),
                        it -> !it.equals("0"));

        sent.execute(
                "update attempt set ended_at = now(), result = 'delivered' where notification_id = '%s'"
                        .formatted(id));
        sent.execute(
                "update task set state = 'done', result = 'delivered' where notification_id = '%s'"
                        .formatted(id));
        awaitMails("done bounced");

        assertThat(sent.outcome()).isEqualTo("done delivered bounced");
    }

    @Test
    void aComplaintIsToldAndCountedOnceWhereverItCome() throws Exception {
        var service = "s" + id.toString().substring(0, 8);
        sent.put(service, "done", "delivered", "now()");
        try (var tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED)) {
            assertThat(send(address(), feedback("abuse", "someone@boite.test"))).startsWith("250");
            awaitMails("done complained");
            assertThat(send(back().complaints(), feedback("fraud", "x@boite.test")))
                    .startsWith("250");
            assertThat(send("complaint@notif.test", feedback("abuse", address())))
                    .startsWith("250");
            assertThat(
                            send(
                                    "complaint@notif.test",
                                    Feedback.report(
                                            "abuse",
                                            "",
                                            "CFBL-Address: "
                                                    + back().complaints()
                                                    + "; report=arf")))
                    .startsWith("250");
            awaitMails(
                    "done complained, done repeated-or-unknown, done repeated-or-unknown, done"
                            + " repeated-or-unknown");

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !tap.facts(DeliveryReported.class, id).isEmpty());
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    sent.text(
                                                            "select sum(complained) from reputation where service = '"
                                                                    + service
                                                                    + "'"))
                                            .isEqualTo("1"));
            var told = tap.facts(DeliveryReported.class, id);
            assertThat(told)
                    .extracting(DeliveryReported::report)
                    .containsExactly(DeliveryReport.COMPLAINED);
            assertThat(told.getFirst().addressDigest()).isEqualTo("digest-of-zoe");
            assertThat(sent.outcome()).isEqualTo("done delivered delivered");
        }
    }

    @Test
    void noOtherFeedbackChangesAnything() throws Exception {
        deliver("done", "delivered", "now()");
        for (var type : new String[] {"not-spam", "virus", "other"}) {
            assertThat(send(address(), feedback(type, address()))).startsWith("250");
        }
        assertThat(send(back().complaints(), Corpus.read("postfix/unknown.eml"))).startsWith("250");

        awaitMails("done other-feedback, done other-feedback, done other-feedback, done misplaced");
        assertThat(sent.outcome()).isEqualTo("done delivered delivered");
        assertThat(
                        sent.text(
                                "select count(complained_at) from attempt where notification_id = '%s'"
                                        .formatted(id)))
                .isEqualTo("0");
    }

    @Test
    void aComplaintThatQuotesNoAddressOfOursIsRefused() throws Exception {
        deliver("done", "delivered", "now()");
        var forged = address().replaceFirst("bounce\\+.", "bounce+0");

        assertThat(send("complaint@notif.test", feedback("abuse", forged))).startsWith("550");
        assertThat(send("complaint@notif.test", Corpus.read("postfix/unknown.eml")))
                .startsWith("550");
        var asReply = back().complaints().replace("complaint+", "bounce+");
        assertThat(send(asReply, feedback("abuse", asReply))).startsWith("550");

        assertThat(sent.mails()).isEmpty();
    }

    @Test
    void aMailTooLargeIsRefused() throws Exception {
        deliver("sent", "handed-over", "now()");

        assertThat(send(address(), "a line of text\r\n".repeat(70_000).getBytes(UTF_8)))
                .startsWith("552");
    }

    @AfterEach
    void removeTheTask() throws SQLException {
        sent.remove();
    }

    private String address() {
        return back().bounces();
    }

    private WaysBack back() {
        return Objects.requireNonNull(paths.of(new Attempt(id, 0, 1)));
    }

    private byte[] feedback(String type, String mailFrom) {
        return Feedback.report(type, "Original-Mail-From: <" + mailFrom + ">", "");
    }

    private void deliver(String state, @Nullable String result, String ended) throws SQLException {
        sent.put("caf-92", state, result, ended);
    }

    private String send(String recipient, byte[] mail) throws IOException {
        return SmtpCaller.send(port, recipient, mail);
    }

    private void awaitMails(String states) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sent.mails()).isEqualTo(states));
    }
}
