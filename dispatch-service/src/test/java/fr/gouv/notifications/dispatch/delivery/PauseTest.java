package fr.gouv.notifications.dispatch.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Operation;
import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.contracts.OperationTarget;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.email.ScriptedRelay;
import fr.gouv.notifications.dispatch.pause.Paused.Part;
import fr.gouv.notifications.dispatch.pause.Pauses;
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
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class PauseTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Inject AgroalDataSource dataSource;
    @Inject KeyRing keys;
    @Inject MovedClock clock;
    @Inject Pauses pauses;
    @Inject Tasks tasks;
    @Inject Courier courier;
    @Inject DeliveryConfig config;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @SuppressWarnings("NullAway.Init") // set by RelayResource
    ScriptedRelay relay;

    private final String service = "s" + UUID.randomUUID().toString().substring(0, 8);
    private final String address = PlanBuilder.newAddress();
    private final List<OperationOrdered> ordered = new ArrayList<>();
    private FactTap tap;
    private long base;

    @BeforeEach
    void listen() {
        // Tests about the same part follow each other.
        base = clock.instant().toEpochMilli() * 100_000;
        tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED);
    }

    @AfterEach
    void resumeAll() {
        List.copyOf(ordered)
                .forEach(it -> order(it.target(), it.name(), null, Operation.RESUME, 1_000));
        await().atMost(LONG).until(() -> pauses.now().parts().isEmpty());
        tap.close();
        relay.forget();
    }

    @ParameterizedTest
    @CsvSource({"CHANNEL, email", "PROVIDER, smtp", "SERVICE, ours"})
    void whatIsPausedWaitsWithoutAnAttemptAndThenLeavesOnce(OperationTarget target, String name)
            throws SQLException {
        var part = target == OperationTarget.SERVICE ? service : name;
        pause(target, part, null, 1);
        var routed = plan().to(Channel.EMAIL, address).build();

        tap.tell(routed);

        await().atMost(LONG).until(() -> !rows("select state from task", routed).isEmpty());
        await().during(Duration.ofSeconds(1))
                .atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(rows("select state, attempt from task", routed))
                                        .containsExactly("due,0"));
        assertThat(relay.mailsFor(address)).isEmpty();
        assertThat(rows("select number from attempt", routed)).isEmpty();

        order(target, part, null, Operation.RESUME, 2);

        var reported = reports(routed, 1);
        assertThat(reported)
                .extracting(DeliveryReported::report, DeliveryReported::attempt)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(DeliveryReport.DELIVERED, 1));
        assertThat(relay.mailsFor(address)).hasSize(1);
    }

    @Test
    void theOthersGoOn() throws SQLException {
        pause(OperationTarget.SERVICE, service, null, 1);
        pause(OperationTarget.CHANNEL, "letter", null, 1);
        var held = plan().to(Channel.EMAIL, address).build();
        var elsewhere = PlanBuilder.newAddress();
        var other = new PlanBuilder(keys, clock.instant()).to(Channel.EMAIL, elsewhere).build();

        tap.tell(held);
        tap.tell(other);

        assertThat(reports(other, 1)).hasSize(1);
        assertThat(relay.mailsFor(address)).isEmpty();
        assertThat(rows("select state from task", held)).containsExactly("due");
    }

    @Test
    void aPauseOfTheBulkLaneLetsCodesGoOn() {
        pause(OperationTarget.SERVICE, service, Lane.BULK, 1);
        var bulk = plan().in(Lane.BULK).to(Channel.EMAIL, address).build();
        var elsewhere = PlanBuilder.newAddress();
        var code = plan().to(Channel.EMAIL, elsewhere).build();

        tap.tell(bulk);
        tap.tell(code);

        assertThat(reports(code, 1)).hasSize(1);
        assertThat(relay.mailsFor(elsewhere)).hasSize(1);
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void whatExpiresMeanwhileExpires() {
        pause(OperationTarget.SERVICE, service, null, 1);
        var routed = plan().to(Channel.EMAIL, address).validFor(Duration.ofMinutes(10)).build();
        tap.tell(routed);

        clock.advance(Duration.ofMinutes(11));

        var reported = reports(routed, 1).getFirst();
        assertThat(reported.report()).isEqualTo(DeliveryReport.FINISHED);
        assertThat(reported.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void aRetryWaitsToo() throws SQLException {
        relay.onceFor(address, "RCPT", "451 4.7.1 greylisted, see you");
        var routed = plan().to(Channel.EMAIL, address).build();
        tap.tell(routed);
        assertThat(reports(routed, 1).getFirst().report()).isEqualTo(DeliveryReport.DEFERRED);
        pause(OperationTarget.SERVICE, service, null, 1);

        clock.advance(Duration.ofMinutes(10));

        await().during(Duration.ofSeconds(1))
                .atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(rows("select state, attempt from task", routed))
                                        .containsExactly("due,1"));
    }

    @Test
    void whatWasLeasedBeforeIsGivenBack() {
        var routed = plan().to(Channel.EMAIL, address).after(Duration.ofHours(1)).build();
        var now = clock.instant();
        var leased =
                QuarkusTransaction.requiringNew()
                        .call(
                                () ->
                                        tasks.enlist(
                                                List.of(new Tasks.Arrival(routed, true)),
                                                Lane.EXPRESS,
                                                now,
                                                now.plus(config.lease())))
                        .leased()
                        .getFirst();
        pause(OperationTarget.SERVICE, service, null, 1);

        var settlement = courier.deliver(leased);

        assertThat(settlement.next()).isInstanceOf(Settlement.Next.GivenBack.class);
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void whatAnotherReplicaHeardHoldsHereToo() throws SQLException {
        pauseAsAnotherReplica(true);
        await().atMost(LONG).until(() -> pauses.now().holds(Lane.EXPRESS, service));

        pauseAsAnotherReplica(false);
        await().atMost(LONG).until(() -> !pauses.now().holds(Lane.EXPRESS, service));
    }

    private void pauseAsAnotherReplica(boolean isPaused) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "insert into pause (target, name, paused, version)"
                                        + " values ('service', ?, ?, 1)"
                                        + " on conflict (target, name) do update"
                                        + " set paused = excluded.paused")) {
            statement.setString(1, service);
            statement.setBoolean(2, isPaused);
            statement.executeUpdate();
        }
    }

    @Test
    void anOlderOrderThatComesLaterChangesNothing() {
        pause(OperationTarget.SERVICE, service, null, 3);

        order(OperationTarget.SERVICE, service, null, Operation.RESUME, 2);
        order(OperationTarget.SERVICE, service, null, Operation.PAUSE, 3);
        pause(OperationTarget.CHANNEL, "letter", null, 1);

        assertThat(pauses.now().parts()).contains(new Part(OperationTarget.SERVICE, service, null));
    }

    private void pause(OperationTarget target, String name, @Nullable Lane lane, long version) {
        order(target, name, lane, Operation.PAUSE, version);
        await().atMost(LONG)
                .until(() -> pauses.now().parts().contains(new Part(target, name, lane)));
    }

    private void order(
            OperationTarget target,
            String name,
            @Nullable Lane lane,
            Operation operation,
            long version) {
        var order =
                new OperationOrdered(
                        UUID.nameUUIDFromBytes((target + name).getBytes(UTF_8)),
                        clock.instant(),
                        target,
                        name,
                        lane,
                        operation,
                        base + version);
        ordered.add(order);
        tap.tell(order);
    }

    private PlanBuilder plan() {
        return new PlanBuilder(keys, clock.instant()).of(service);
    }

    private List<DeliveryReported> reports(NotificationRouted routed, int atLeast) {
        return await().atMost(LONG)
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
