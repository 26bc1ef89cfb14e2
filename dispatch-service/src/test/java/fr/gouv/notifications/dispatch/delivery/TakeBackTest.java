package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.email.ScriptedRelay;
import fr.gouv.notifications.dispatch.inbound.Attempts;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that come back after they were taken, and what follows. */
@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class TakeBackTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String EMPTIED = "done,delivered,null,null,null,null";

    @Inject AgroalDataSource dataSource;
    @Inject KeyRing keys;
    @Inject MovedClock clock;
    @Inject Attempts attempts;
    @Inject CancelPlans cancellations;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @SuppressWarnings("NullAway.Init") // set by RelayResource
    ScriptedRelay relay;

    private final String dead = PlanBuilder.newAddress();
    private final String address = PlanBuilder.newAddress();
    private FactTap tap;

    @BeforeEach
    void listen() {
        tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED);
    }

    @AfterEach
    void hangUp() {
        tap.close();
        relay.forget();
    }

    @Test
    void theNextWayIsTakenOnceHoweverOftenAndFromHoweverManySidesItComesBack() throws Exception {
        var routed = sent(Duration.ofDays(1));
        assertThat(row(routed)).doesNotContain("null");

        assertThat(atOnce(8, () -> bounces(routed, 0, Reason.ADDRESS_UNKNOWN)))
                .containsOnlyOnce(true);
        reports(routed, 4);
        assertThat(bounces(routed, 0, Reason.ADDRESS_UNKNOWN)).isFalse();

        assertThat(reports(routed, 4))
                .extracting(
                        DeliveryReported::step, DeliveryReported::report, DeliveryReported::reason)
                .containsExactly(
                        tuple(0, DeliveryReport.DELIVERED, null),
                        tuple(0, DeliveryReport.BOUNCED, Reason.ADDRESS_UNKNOWN),
                        tuple(0, DeliveryReport.STEP_EXHAUSTED, Reason.ADDRESS_UNKNOWN),
                        tuple(1, DeliveryReport.DELIVERED, null));
        assertThat(reports(routed, 4))
                .extracting(DeliveryReported::addressDigest)
                .containsExactly(null, PlanBuilder.DIGEST, null, null);
        assertThat(relay.mailsFor(address)).hasSize(1);
        assertThat(row(routed)).isEqualTo(EMPTIED);
    }

    @Test
    void theLastWayEndsThePlan() throws SQLException {
        var routed = sent(Duration.ofDays(1));
        bounces(routed, 0, Reason.MAILBOX_FULL);
        reports(routed, 4);

        assertThat(bounces(routed, 1, Reason.ADDRESS_UNKNOWN)).isTrue();

        assertThat(reports(routed, 6).subList(4, 6))
                .extracting(DeliveryReported::step, DeliveryReported::report)
                .containsExactly(
                        tuple(1, DeliveryReport.BOUNCED), tuple(1, DeliveryReport.FINISHED));
        assertThat(row(routed)).isEqualTo(EMPTIED);
    }

    @Test
    void wordsThatWereRefusedAreNotTriedElsewhere() throws SQLException {
        var routed = sent(Duration.ofDays(1));

        assertThat(bounces(routed, 0, Reason.CONTENT_REFUSED)).isTrue();

        assertThat(reports(routed, 3))
                .extracting(DeliveryReported::report)
                .containsExactly(
                        DeliveryReport.DELIVERED, DeliveryReport.BOUNCED, DeliveryReport.FINISHED);
        assertThat(row(routed)).isEqualTo(EMPTIED);
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void whatIsKeptIsEmptiedWhenTheMessageExpires() {
        var routed = sent(Duration.ofMinutes(30));

        clock.advance(Duration.ofMinutes(31));

        await().atMost(LONG).until(() -> row(routed).equals(EMPTIED));
        assertThat(bounces(routed, 0, Reason.ADDRESS_UNKNOWN)).isTrue();
        assertThat(reports(routed, 3).getLast().report()).isEqualTo(DeliveryReport.FINISHED);
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void whatIsKeptIsEmptiedWhenNothingComesBackAnyMore() {
        var routed = sent(Duration.ofDays(30));

        clock.advance(PlanPolicy.PROOF.plusMinutes(1));

        await().atMost(LONG).until(() -> row(routed).equals(EMPTIED));
    }

    @Test
    void nothingFollowsWhenTheServiceDoesNotWantItAnyMore() throws SQLException {
        var routed = sent(Duration.ofDays(1));
        cancellations.cancel(
                List.of(
                        new NotificationCancelled(
                                routed.notificationId(), clock.instant(), "mairie-75")));
        assertThat(row(routed)).doesNotContain("null");

        cancellations.cancel(
                List.of(
                        new NotificationCancelled(
                                routed.notificationId(), clock.instant(), "caf-92")));

        assertThat(row(routed)).isEqualTo(EMPTIED);
        assertThat(bounces(routed, 0, Reason.ADDRESS_UNKNOWN)).isTrue();
        assertThat(reports(routed, 3).getLast().report()).isEqualTo(DeliveryReport.FINISHED);
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void aCrashHalfWayChangesNothing() throws SQLException {
        var routed = sent(Duration.ofDays(1));

        assertThatThrownBy(
                        () ->
                                QuarkusTransaction.requiringNew()
                                        .run(
                                                () -> {
                                                    attempts.cameBack(
                                                            attempt(routed, 0),
                                                            Reason.REFUSED,
                                                            null);
                                                    throw new IllegalStateException("crash");
                                                }))
                .hasMessage("crash");

        assertThat(row(routed)).startsWith("done,delivered,").doesNotContain("null");
        assertThat(bounces(routed, 0, Reason.REFUSED)).isTrue();
        assertThat(reports(routed, 4).getLast().report()).isEqualTo(DeliveryReport.DELIVERED);
    }

    @Test
    void aProofOfArrivalEmptiesWhatIsKept() throws SQLException {
        var routed = sent(Duration.ofDays(1));
        change("update task set state = 'sent', result = 'handed-over'", routed);
        change("update attempt set result = 'handed-over'", routed);

        assertThat(arrives(routed)).isTrue();

        assertThat(arrives(routed)).isFalse();
        assertThat(row(routed)).isEqualTo(EMPTIED);
    }

    @Test
    void whatIsSilentIsEmptiedAsWell() throws SQLException {
        var routed = sent(Duration.ofDays(30));
        change("update task set state = 'sent', result = 'handed-over', due_at = now()", routed);

        await().atMost(LONG).until(() -> row(routed).equals("done,unknown,null,null,null,null"));
    }

    @Test
    void nobodySaysAnythingOfAnAttemptThatNeverWas() {
        var routed = sent(Duration.ofDays(1));

        assertThat(bounces(routed, 1, Reason.ADDRESS_UNKNOWN)).isFalse();
        assertThat(
                        QuarkusTransaction.requiringNew()
                                .call(
                                        () ->
                                                attempts.cameBack(
                                                        new Attempt(routed.notificationId(), 0, 2),
                                                        Reason.REFUSED,
                                                        null)))
                .isEmpty();
    }

    private NotificationRouted sent(Duration validity) {
        var routed =
                new PlanBuilder(keys, clock.instant())
                        .to(Channel.EMAIL, dead)
                        .to(Channel.EMAIL, address)
                        .validFor(validity)
                        .build();
        tap.tell(routed);
        reports(routed, 1);
        return routed;
    }

    private boolean bounces(NotificationRouted routed, int step, Reason reason) {
        return QuarkusTransaction.requiringNew()
                .call(() -> attempts.cameBack(attempt(routed, step), reason, "550 5.1.1"))
                .isPresent();
    }

    private boolean arrives(NotificationRouted routed) {
        return QuarkusTransaction.requiringNew()
                .call(() -> attempts.arrived(attempt(routed, 0), "250 2.0.0"))
                .isPresent();
    }

    private static Attempt attempt(NotificationRouted routed, int step) {
        return new Attempt(routed.notificationId(), step, 1);
    }

    private static List<Boolean> atOnce(int times, Callable<Boolean> call) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(times)) {
            var all =
                    IntStream.range(0, times)
                            .mapToObj(
                                    _ ->
                                            threads.submit(
                                                    () -> {
                                                        start.await();
                                                        return call.call();
                                                    }))
                            .toList();
            start.countDown();
            var answers = new ArrayList<Boolean>();
            for (var one : all) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    private List<DeliveryReported> reports(NotificationRouted routed, int atLeast) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> tap.facts(DeliveryReported.class, routed.notificationId()),
                        reports -> reports.size() >= atLeast);
    }

    private void change(String sql, NotificationRouted about) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql + " where notification_id = ?")) {
            statement.setObject(1, about.notificationId());
            statement.executeUpdate();
        }
    }

    private String row(NotificationRouted about) throws SQLException {
        var sql =
                "select state, result, plan, words_day, words, kept_until from task where notification_id = ?";
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, about.notificationId());
            try (var row = statement.executeQuery()) {
                row.next();
                var values = new ArrayList<String>();
                for (var column = 1; column <= 6; column++) {
                    values.add(String.valueOf(row.getString(column)));
                }
                return String.join(",", values);
            }
        }
    }
}
