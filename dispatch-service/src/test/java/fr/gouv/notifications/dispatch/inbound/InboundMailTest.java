package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.dispatch.delivery.RelayResource;
import fr.gouv.notifications.dispatch.delivery.TestKeys;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class InboundMailTest {

    private static final Set<Purpose> BOUNCES = EnumSet.of(Purpose.BOUNCE);

    @Inject AgroalDataSource dataSource;
    @Inject ReturnPaths paths;
    @Inject MailReader reader;
    @Inject InboundMails mails;
    @Inject TakeMail takeMail;
    @Inject InboundConfig config;
    @Inject MeterRegistry metrics;
    @Inject InstantSource clock;

    @ConfigProperty(name = "dispatch.inbound.port")
    int port;

    private SentMail sent;

    @BeforeEach
    void aFreshNotification() {
        sent = new SentMail(dataSource, UUID.randomUUID());
    }

    @AfterEach
    void removeIt() throws SQLException {
        sent.remove();
    }

    @Test
    void keepsWhatCameSealed() throws Exception {
        sent.put("caf-92", "done", "delivered", "now()");

        assertThat(SmtpCaller.send(port, address(), Corpus.read("postfix/unknown.eml")))
                .startsWith("250");
        awaitMails("done bounced");

        var found =
                "select count(*) from inbound_mail where notification_id = '%s' and position('%s'::bytea in box)"
                        + " %s 0";
        assertThat(sent.text(found.formatted(sent.id(), "Final-Recipient", ">"))).isEqualTo("0");
        assertThat(sent.text(found.formatted(sent.id(), "Final-Recipient", "="))).isEqualTo("1");
    }

    @Test
    void asksForItAgainWhenItCannotBeSealed() throws Exception {
        sent.put(TestKeys.KEYLESS_SERVICE, "done", "delivered", "now()");

        assertThat(SmtpCaller.send(port, address(), Corpus.read("postfix/unknown.eml")))
                .startsWith("451");

        assertThat(sent.mails()).isEmpty();
        assertThat(sent.outcome()).isEqualTo("done delivered delivered");
    }

    @Test
    void takesNothingForAServiceWhoseKeysAreDestroyed() throws Exception {
        sent.put(FixedDataKeys.ERASED_SERVICE, "done", "delivered", "now()");

        assertThat(SmtpCaller.send(port, address(), Corpus.read("postfix/unknown.eml")))
                .startsWith("550");

        assertThat(sent.mails()).isEmpty();
    }

    @Test
    void refusesATokenOfANotificationThatItNeverHad() throws Exception {
        assertThat(SmtpCaller.send(port, address(), Corpus.read("postfix/unknown.eml")))
                .startsWith("550");

        assertThat(sent.mails()).isEmpty();
    }

    @Test
    void refusesMoreThanOneNotificationCanBeAbout() throws Exception {
        sent.put("caf-92", "done", "delivered", "now()");
        for (var i = 0; i < config.maxMailsPerNotification(); i++) {
            takeMail.take(
                    Purpose.BOUNCE,
                    attempt(),
                    "caf-92",
                    ("Subject: " + i + "\r\n").getBytes(UTF_8));
        }

        assertThat(SmtpCaller.send(port, address(), Corpus.read("postfix/unknown.eml")))
                .startsWith("554");
    }

    @Test
    void refusesMoreConnectionsThanOneClientNeeds() throws Exception {
        var open = new ArrayList<Socket>();
        try {
            for (var i = 0; i < config.maxConnectionsPerClient(); i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(socket);
                socket.getInputStream().read();
            }

            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                var greeting = new String(socket.getInputStream().readNBytes(3), UTF_8);
                assertThat(greeting).isEqualTo("421");
            }
        } finally {
            for (var socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void buriesWhatCannotBeOpened() throws Exception {
        sent.put("caf-92", "done", "delivered", "now()");

        sent.execute(row("due", Duration.ZERO, Duration.ZERO, Duration.ofDays(1)));
        awaitMails("dead seal-broken-inbound-mail");
        reader.sweep();

        assertThat(
                        metrics.get("notifications.dispatch.inbound")
                                .tag("state", "dead")
                                .gauge()
                                .value())
                .isGreaterThanOrEqualTo(1);
        assertThat(sent.outcome()).isEqualTo("done delivered delivered");
    }

    @Test
    void readsWhatADeadWorkerLeft() throws Exception {
        sent.execute(row("leased", Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(1)));

        awaitMails("dead seal-broken-inbound-mail");
    }

    @Test
    void forgetsWhatIsOlderThanItsRetention() throws Exception {
        var older = Duration.ofDays(-31);
        sent.execute(row("done", older, older, older));
        var younger = Duration.ofDays(-29);
        sent.execute(row("done", younger, younger, younger));

        reader.sweep();

        assertThat(sent.mails()).isEqualTo("done delayed");
    }

    @Test
    void twoReadersNeverHoldTheSameMail() throws Exception {
        var future = clock.instant().plus(Duration.ofHours(2));
        for (var i = 0; i < 40; i++) {
            sent.execute(row("due", Duration.ZERO, Duration.ofHours(1), Duration.ofDays(1)));
        }
        Callable<ArrayList<UUID>> claimer =
                () -> {
                    var mine = new ArrayList<UUID>();
                    for (var round = 0; round < 10; round++) {
                        QuarkusTransaction.requiringNew()
                                .call(
                                        () ->
                                                mails.claim(
                                                        BOUNCES,
                                                        4,
                                                        future,
                                                        future.plusSeconds(600)))
                                .forEach(mail -> mine.add(mail.id()));
                    }
                    return mine;
                };
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(claimer);
            var other = threads.submit(claimer);

            var all = new ArrayList<>(one.get());
            all.addAll(other.get());
            assertThat(new HashSet<>(all)).hasSameSizeAs(all).hasSize(40);
        }
    }

    @Test
    void whoLostItsLeaseChangesNothing() throws Exception {
        sent.execute(row("due", Duration.ZERO, Duration.ofHours(1), Duration.ofDays(1)));
        var early = clock.instant().plus(Duration.ofHours(2));
        var first = mails.claim(BOUNCES, 1, early, early.plusSeconds(1)).getFirst();
        mails.claim(BOUNCES, 1, early.plusSeconds(2), early.plus(Duration.ofDays(1)));

        assertThat(mails.done(first, "bounced")).isFalse();
        mails.putOff(first, early);

        assertThat(sent.mails()).isEqualTo("leased");
    }

    /** Times are counted from the clock of the service, which another test may have moved. */
    private String row(String state, Duration received, Duration due, Duration givesUp) {
        var now = clock.instant();
        var over = state.equals("done");
        return """
        insert into inbound_mail (id, purpose, notification_id, step, attempt, service,
            day, box, received_at, state, due_at, gives_up_at, failures, epoch, result)
        values ('%s', 'bounce', '%s', 0, 1, 'caf-92', '2026-11-23', 'sealed', '%s', '%s', '%s', '%s',
            0, 0, %s)
        """
                .formatted(
                        UUID.randomUUID(),
                        sent.id(),
                        now.plus(received),
                        state,
                        now.plus(due),
                        now.plus(givesUp),
                        over ? "'delayed'" : "null");
    }

    private Attempt attempt() {
        return new Attempt(sent.id(), 0, 1);
    }

    private String address() {
        return Objects.requireNonNull(paths.of(attempt())).bounces();
    }

    private void awaitMails(String states) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sent.mails()).isEqualTo(states));
    }
}
