package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.delivery.Outcome.Answer;
import fr.gouv.notifications.dispatch.delivery.Tasks.Arrival;
import fr.gouv.notifications.dispatch.email.ScriptedRelay;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class CancellationTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Inject AgroalDataSource dataSource;
    @Inject KeyRing keys;
    @Inject MovedClock clock;
    @Inject EnlistPlans plans;
    @Inject CancelPlans cancellations;
    @Inject Tasks tasks;
    @Inject Settle settle;
    @Inject DeliveryConfig config;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @SuppressWarnings("NullAway.Init") // set by RelayResource
    ScriptedRelay relay;

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
    void endsWhatWaitsAndEmptiesWhatWasSealed() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).after(Duration.ofHours(1)).build();
        tap.tell(routed);
        awaitState(routed, "due");

        tap.tell(wish(routed));
        tap.tell(wish(routed));

        assertStopped(routed, 0);
        assertThat(rows("select state, result, plan, words, words_day from task", routed))
                .containsExactly("done,cancelled,null,null,null");
        clock.advance(Duration.ofMinutes(61));
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    /** After a broker that came back, preferences tells the same plan again: both can be in one batch. */
    @Test
    void aPlanThatStandsTwiceInABatchIsEnlistedOnce() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).after(Duration.ofHours(1)).build();

        plans.enlist(Lane.EXPRESS, List.of(routed, routed));

        assertThat(rows("select state, attempt from task", routed)).containsExactly("due,0");
    }

    @Test
    void winsWhenItComesBeforeThePlan() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).build();
        tap.tell(wish(routed));
        awaitState(routed, "stopped");

        tap.tell(routed);
        tap.tell(routed);

        assertStopped(routed, 0);
        assertThat(rows("select state, result, plan, words, words_day from task", routed))
                .containsExactly("done,cancelled,null,null,null");
        assertThat(rows("select number from attempt", routed)).isEmpty();
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void comesTooLateForWhatHasArrived() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).build();
        tap.tell(routed);
        reports(routed, 1);

        cancellations.cancel(List.of(wish(routed)));

        assertThat(rows("select state, result, cancelled_at from task", routed))
                .containsExactly("done,delivered,null");
        assertThat(reports(routed, 1))
                .extracting(DeliveryReported::report)
                .containsExactly(DeliveryReport.DELIVERED);
    }

    @Test
    void letsNoRetryFollowTheAttemptUnderWay() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).build();
        var task = leased(routed);

        cancellations.cancel(List.of(wish(routed)));
        assertThat(rows("select state from task", routed)).containsExactly("leased");
        settle.settle(List.of(after(task, new Outcome.Postponed(Hindrance.GREYLISTED, ANSWER))));

        assertStopped(routed, 1);
        assertThat(rows("select state, result, plan from task", routed))
                .containsExactly("done,cancelled,null");
        assertThat(rows("select number, result from attempt", routed))
                .containsExactly("1,postponed");
    }

    @Test
    void letsNoOtherWayFollowARefusal() {
        var routed =
                plan().to(Channel.EMAIL, address)
                        .to(Channel.EMAIL, PlanBuilder.newAddress())
                        .build();
        var task = leased(routed);

        cancellations.cancel(List.of(wish(routed)));
        settle.settle(List.of(after(task, new Outcome.Refused(Reason.ADDRESS_UNKNOWN, ANSWER))));

        assertThat(reports(routed, 2))
                .extracting(DeliveryReported::report, DeliveryReported::reason)
                .containsExactly(
                        tuple(DeliveryReport.REFUSED, Reason.ADDRESS_UNKNOWN),
                        tuple(DeliveryReport.FINISHED, Reason.CANCELLED));
    }

    @Test
    void saysThatItArrivedWhenTheAttemptUnderWaySucceeds() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).build();
        var task = leased(routed);

        cancellations.cancel(List.of(wish(routed)));
        settle.settle(List.of(after(task, new Outcome.Delivered("250", null))));

        assertThat(reports(routed, 1))
                .extracting(DeliveryReported::report)
                .containsExactly(DeliveryReport.DELIVERED);
        assertThat(rows("select state, result from task", routed))
                .containsExactly("done,delivered");
    }

    @Test
    void endsWhatAWorkerGivesBack() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).build();
        var task = leased(routed);

        cancellations.cancel(List.of(wish(routed)));
        settle.settle(List.of(PlanPolicy.givenBack(task, clock.instant())));

        assertStopped(routed, 1);
        assertThat(rows("select state, result from task", routed))
                .containsExactly("done,cancelled");
    }

    @Test
    void doesNotClaimThatNothingLeftWhenAnAttemptWasNeverAnswered() throws SQLException {
        var waiting = plan().to(Channel.EMAIL, address).build();
        var underWay = plan().to(Channel.EMAIL, PlanBuilder.newAddress()).build();
        settle.settle(List.of(after(leased(waiting), new Outcome.Unanswered(Answer.NONE))));
        var task = leased(underWay);

        cancellations.cancel(List.of(wish(waiting), wish(underWay)));
        settle.settle(List.of(after(task, new Outcome.Unanswered(Answer.NONE))));

        for (var routed : List.of(waiting, underWay)) {
            await().atMost(LONG)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    tap.facts(
                                                            DeliveryReported.class,
                                                            routed.notificationId()))
                                            .last()
                                            .extracting(
                                                    DeliveryReported::report,
                                                    DeliveryReported::reason)
                                            .containsExactly(
                                                    DeliveryReport.UNKNOWN, Reason.AMBIGUOUS));
            assertThat(rows("select state, result from task", routed))
                    .containsExactly("done,unknown");
        }
    }

    @Test
    void anotherServiceCancelsNothing() throws SQLException {
        var waiting = plan().to(Channel.EMAIL, address).after(Duration.ofHours(1)).build();
        plans.enlist(Lane.EXPRESS, List.of(waiting));
        var coming = plan().to(Channel.EMAIL, PlanBuilder.newAddress()).build();

        cancellations.cancel(List.of(foreign(waiting), foreign(coming)));
        plans.enlist(Lane.EXPRESS, List.of(coming));

        assertThat(rows("select state, cancelled_at from task", waiting))
                .containsExactly("due,null");
        assertThat(reports(coming, 1))
                .extracting(DeliveryReported::report)
                .containsExactly(DeliveryReport.DELIVERED);
        assertThat(rows("select service, cancelled_at from task", coming))
                .containsExactly("caf-92,null");
    }

    @Test
    void aSenderDoesNotBeginWithWhatWasCancelledInTheQueue() throws Exception {
        var busy = config.bulk().senders();
        var worker = idleWorker();
        var routed = plan().in(Lane.BULK).to(Channel.EMAIL, address).build();
        var task = leased(Lane.BULK, routed);
        assertThat(worker.reserve(1)).isEqualTo(1);
        worker.take(List.of(task));

        cancellations.cancel(List.of(wish(routed)));
        worker.avoid(List.of(routed.notificationId()));
        worker.start();

        assertStopped(routed, 1);
        assertThat(relay.mailsFor(address)).isEmpty();
        worker.stop(Duration.ofSeconds(5));
        assertThat(busy).isPositive();
    }

    @Test
    void forgetsAStopWhosePlanNeverCame() throws SQLException {
        var old = plan().to(Channel.EMAIL, address).build();
        cancellations.cancel(List.of(wish(old)));

        var soon = clock.instant().plus(Duration.ofDays(39));
        QuarkusTransaction.requiringNew().call(() -> tasks.forgetStops(1000, soon));
        assertThat(rows("select state from task", old)).containsExactly("stopped");
        var late = clock.instant().plus(Duration.ofDays(41));
        QuarkusTransaction.requiringNew().call(() -> tasks.forgetStops(1000, late));

        assertThat(rows("select state from task", old)).isEmpty();
    }

    @Test
    void racingWithEverythingItNeverStopsAndSendsTheSameMessage() throws Exception {
        var random = new Random(17);
        var racing = new HashMap<String, NotificationRouted>();
        for (var i = 0; i < 1000; i++) {
            var citizen = PlanBuilder.newAddress();
            if (i % 10 == 0) {
                relay.onceFor(citizen, "RCPT", "451 4.7.1 greylisted");
            }
            racing.put(citizen, plan().in(Lane.BULK).to(Channel.EMAIL, citizen).build());
        }
        var arriving = shuffled(racing.values(), random);
        var leaving = shuffled(racing.values(), random);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var from = 0; from < 1000; from += 20) {
                var these = arriving.subList(from, from + 20);
                var those = leaving.subList(from, from + 20).stream().map(this::wish).toList();
                var enlisting = threads.submit(() -> plans.enlist(Lane.BULK, these));
                var cancelling = threads.submit(() -> cancellations.cancel(those));
                enlisting.get();
                cancelling.get();
            }
        }
        await().atMost(LONG)
                .until(() -> states(racing.values()).values().stream().allMatch(this::isOver));

        var states = states(racing.values());
        var told = new HashMap<String, List<DeliveryReport>>();
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            told.clear();
                            tap.records()
                                    .forEach(
                                            record ->
                                                    told.computeIfAbsent(
                                                                    record.key(),
                                                                    _ -> new ArrayList<>())
                                                            .add(DeliveryReport.UNKNOWN));
                            assertThat(told.keySet())
                                    .containsAll(
                                            racing.values().stream()
                                                    .map(it -> it.notificationId().toString())
                                                    .toList());
                        });
        var facts = tap.factsByKey(DeliveryReported.class);
        racing.forEach(
                (citizen, routed) -> {
                    var state = states.get(routed.notificationId());
                    var reports = facts.getOrDefault(routed.notificationId().toString(), List.of());
                    if ("done,delivered".equals(state)) {
                        assertThat(relay.mailsFor(citizen)).hasSize(1);
                        assertThat(reports)
                                .last()
                                .extracting(DeliveryReported::report)
                                .isEqualTo(DeliveryReport.DELIVERED);
                    } else {
                        assertThat(state).isEqualTo("done,cancelled");
                        assertThat(relay.mailsFor(citizen)).isEmpty();
                        assertThat(reports)
                                .last()
                                .extracting(DeliveryReported::report, DeliveryReported::reason)
                                .containsExactly(DeliveryReport.FINISHED, Reason.CANCELLED);
                    }
                });
        // Both happen, or nothing raced.
        assertThat(states.values()).contains("done,delivered", "done,cancelled");
    }

    @Test
    void hearsInAGroupWithAFixedName() {
        assertThat(
                        ConfigProvider.getConfig()
                                .getValue(
                                        "mp.messaging.incoming.cancellations.group.id",
                                        String.class))
                .isEqualTo("dispatch-cancellations");
    }

    private static final Answer ANSWER = new Answer("451 4.7.1", null);

    @Inject Courier courier;
    @Inject Carriers carriers;
    @Inject Circuits circuits;

    private LaneWorker idleWorker() {
        return new LaneWorker(Lane.BULK, config, tasks, courier, settle, carriers, circuits, clock);
    }

    private boolean isOver(String state) {
        return state.startsWith("done");
    }

    private static List<NotificationRouted> shuffled(
            Iterable<NotificationRouted> plans, Random random) {
        var all = new ArrayList<NotificationRouted>();
        plans.forEach(all::add);
        // Near its own place, so that a plan and its cancellation meet.
        for (var from = 0; from < all.size(); from += 40) {
            Collections.shuffle(all.subList(from, from + 40), random);
        }
        return all;
    }

    private Map<UUID, String> states(Iterable<NotificationRouted> plans) throws SQLException {
        var states = new HashMap<UUID, String>();
        var ids = new ArrayList<UUID>();
        plans.forEach(it -> ids.add(it.notificationId()));
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "select notification_id, state, result from task where notification_id = any(?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    states.put(
                            rows.getObject(1, UUID.class),
                            rows.getString(2) + "," + rows.getString(3));
                }
            }
        }
        return states;
    }

    private PlanBuilder plan() {
        return new PlanBuilder(keys, clock.instant());
    }

    private NotificationCancelled wish(NotificationRouted routed) {
        return new NotificationCancelled(
                routed.notificationId(), routed.occurredAt(), routed.service());
    }

    private NotificationCancelled foreign(NotificationRouted routed) {
        return new NotificationCancelled(routed.notificationId(), routed.occurredAt(), "mairie-75");
    }

    private Settlement after(Task task, Outcome outcome) {
        return PlanPolicy.after(task, outcome, clock.instant());
    }

    private Task leased(NotificationRouted routed) {
        return leased(Lane.EXPRESS, routed);
    }

    private Task leased(Lane lane, NotificationRouted routed) {
        var now = clock.instant();
        var arrivals = IntStream.of(1).mapToObj(_ -> new Arrival(routed, true)).toList();
        return QuarkusTransaction.requiringNew()
                .call(() -> tasks.enlist(arrivals, lane, now, now.plus(config.lease())))
                .leased()
                .getFirst();
    }

    private void assertStopped(NotificationRouted routed, int attempt) {
        assertThat(reports(routed, 1))
                .singleElement()
                .extracting(
                        DeliveryReported::report,
                        DeliveryReported::reason,
                        DeliveryReported::attempt,
                        DeliveryReported::nextAttemptAt)
                .containsExactly(DeliveryReport.FINISHED, Reason.CANCELLED, attempt, null);
    }

    private void awaitState(NotificationRouted routed, String state) {
        await().atMost(LONG)
                .until(() -> rows("select state from task", routed), List.of(state)::equals);
    }

    private List<DeliveryReported> reports(NotificationRouted routed, int atLeast) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> tap.facts(DeliveryReported.class, routed.notificationId()),
                        reports -> reports.size() >= atLeast);
    }

    private List<String> rows(String select, NotificationRouted about) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(select + " where notification_id = ?")) {
            statement.setObject(1, about.notificationId());
            var rows = new ArrayList<String>();
            try (var result = statement.executeQuery()) {
                var width = result.getMetaData().getColumnCount();
                while (result.next()) {
                    var row = new ArrayList<String>();
                    for (var column = 1; column <= width; column++) {
                        row.add(String.valueOf(result.getString(column)));
                    }
                    rows.add(String.join(",", row));
                }
            }
            return rows;
        }
    }
}
