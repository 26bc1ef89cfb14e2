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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
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

    @BeforeEach
    void aFreshNotification() {
        id = UUID.randomUUID();
    }

    @Test
    void aBounceTakesTheDeliveryBackOnceHoweverOftenItComes() throws Exception {
        deliver("done", "delivered", "now()");
        try (var tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED)) {
            for (var i = 0; i < 3; i++) {
                assertThat(send(address(), Corpus.read("postfix/unknown.eml"))).startsWith("250");
            }

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
            assertThat(outcome()).isEqualTo("done delivered bounced");
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
                deliver(service, "sent", "handed-over", "now()");
                assertThat(send(address(), Corpus.read("postfix/unknown.eml"))).startsWith("250");
                assertThat(send(address(), Corpus.read("postfix/unknown.eml"))).startsWith("250");
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

        assertThat(outcome()).isEqualTo("done bounced bounced");
    }

    @Test
    void aForgedAddressIsRefusedAndChangesNothing() throws Exception {
        deliver("sent", "handed-over", "now()");
        var forged = address().replaceFirst("bounce\\+.", "bounce+0");

        assertThat(send(forged, Corpus.read("postfix/unknown.eml"))).startsWith("550");
        assertThat(send("someone@notif.test", Corpus.read("postfix/unknown.eml")))
                .startsWith("550");

        assertThat(outcome()).isEqualTo("sent handed-over handed-over");
    }

    @Test
    void delaysAndAutomaticRepliesChangeNothing() throws Exception {
        deliver("sent", "handed-over", "now()");

        assertThat(send(address(), Corpus.read("postfix/delayed-grey.eml"))).startsWith("250");
        assertThat(send(address(), "Subject: Absence\r\n\r\nAbsent\r\n".getBytes(UTF_8)))
                .startsWith("250");

        assertThat(outcome()).isEqualTo("sent handed-over handed-over");
    }

    @Test
    void aReportThatSaysItSpeaksOfAnotherAttemptChangesNothing() throws Exception {
        deliver("sent", "handed-over", "now()");
        var report = new String(Corpus.read("exim/full.eml"), UTF_8);

        var other = report.replaceFirst("corpus-\\d+", UUID.randomUUID() + ".0.1");
        assertThat(send(address(), other.getBytes(UTF_8))).startsWith("250");
        assertThat(outcome()).isEqualTo("sent handed-over handed-over");
        var earlier = report.replaceFirst("corpus-\\d+", id + ".0.2");
        assertThat(send(address(), earlier.getBytes(UTF_8))).startsWith("250");
        assertThat(outcome()).isEqualTo("sent handed-over handed-over");

        var same = report.replaceFirst("corpus-\\d+", id + ".0.1");
        assertThat(send(address(), same.getBytes(UTF_8))).startsWith("250");
        assertThat(outcome()).isEqualTo("done bounced bounced");
    }

    @Test
    void aBounceThatComesBeforeTheAnswerIsToComeAgain() throws Exception {
        deliver("leased", null, "null");

        assertThat(send(address(), Corpus.read("postfix/unknown.eml"))).startsWith("451");
    }

    @Test
    void aMailTooLargeIsRefused() throws Exception {
        deliver("sent", "handed-over", "now()");

        assertThat(send(address(), "a line of text\r\n".repeat(70_000).getBytes(UTF_8)))
                .startsWith("552");
    }

    /** Tasks without a plan exist here only: no sweep of another test must meet them. */
    @AfterEach
    void removeTheTask() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("delete from attempt where notification_id = '%s'".formatted(id));
            statement.execute("delete from task where notification_id = '%s'".formatted(id));
        }
    }

    private String address() {
        return Objects.requireNonNull(paths.bounce(new Attempt(id, 0, 1)));
    }

    private void deliver(String state, @Nullable String result, String ended) throws SQLException {
        deliver("caf-92", state, result, ended);
    }

    private void deliver(String service, String state, @Nullable String result, String ended)
            throws SQLException {
        var quoted = result == null ? "null" : "'" + result + "'";
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into task (notification_id, service, lane, ambiguity, proof_code, routed_at,
                        expires_at, step, channel, deadline, attempt, failures, state, result, due_at,
                        lease_until, epoch)
                    values ('%s', '%s', 'express', 'prefer-no-loss', '7K2MQ9X4C', now(),
                        now() + interval '9 years', 0, 'email', now() + interval '9 years', 1, 0, '%s', %s,
                        now() + interval '9 years', now() + interval '9 years', 1)
                    """
                            .formatted(id, service, state, quoted));
            statement.execute(
                    """
                    insert into attempt (notification_id, step, number, started_at, ended_at, result,
                        address_digest)
                    values ('%s', 0, 1, now(), %s, %s, 'digest-of-zoe')
                    """
                            .formatted(id, ended, quoted));
        }
    }

    private String outcome() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                """
                                select t.state || ' ' || t.result || ' ' || a.result
                                from task t join attempt a using (notification_id)
                                where notification_id = '%s'
                                """
                                        .formatted(id))) {
            row.next();
            return row.getString(1);
        }
    }

    /** The first refusal, or the last answer. */
    private String send(String recipient, byte[] mail) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            answer(in);
            for (var command :
                    new String[] {
                        "EHLO relay.test", "MAIL FROM:<>", "RCPT TO:<" + recipient + ">", "DATA"
                    }) {
                out.write((command + "\r\n").getBytes(UTF_8));
                var answer = answer(in);
                if (answer.compareTo("4") >= 0) {
                    return answer;
                }
            }
            out.write(mail);
            out.write("\r\n.\r\n".getBytes(UTF_8));
            return answer(in);
        }
    }

    private static String answer(BufferedReader in) throws IOException {
        var line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line == null ? "" : line;
    }
}
