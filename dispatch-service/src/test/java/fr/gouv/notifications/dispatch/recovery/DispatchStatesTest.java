package fr.gouv.notifications.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.delivery.RelayResource;
import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import fr.gouv.notifications.eventing.StateWatch;
import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import fr.gouv.notifications.eventing.testing.StateTable;
import fr.gouv.notifications.eventing.testing.StateTable.Aged;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class DispatchStatesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject AgroalDataSource dataSource;
    @Inject OpenStates states;
    @Inject StateWatch watch;
    @Inject @Any Instance<Sweep> sweeps;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    private StateTable table;

    @BeforeEach
    void readTheTable() {
        table = new StateTable(states, dataSource);
    }

    @Test
    void everyStateOfTheDatabaseIsListedWithItsOwner() throws SQLException {
        table.listsWhatTheDatabaseKnows();
        table.namesOwnersThatExist();
    }

    @Test
    void operatorsReadTheSameTable() throws IOException {
        table.isDocumented();
    }

    @Test
    void anAgedRowLeavesEveryState() throws SQLException {
        for (var state : states.open()) {
            var row = aged(state, UUID.randomUUID());
            table.put(state, row);

            await(state.table() + " " + state.name())
                    .atMost(SOON)
                    .until(
                            () -> {
                                sweeps.forEach(Sweep::sweep);
                                return table.hasLeft(state, row);
                            });
        }
        watch.watch();
    }

    @Test
    void saysUnknownOfWhatWasTakenAndNeverConfirmed() throws SQLException {
        var id = UUID.randomUUID();
        var sent =
                states.open().stream()
                        .filter(it -> it.name().equals("sent"))
                        .findFirst()
                        .orElseThrow();
        try (var tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED)) {
            table.put(sent, aged(sent, id));
            sweeps.forEach(Sweep::sweep);
            sweeps.forEach(Sweep::sweep);

            var told =
                    await().atMost(SOON)
                            .until(
                                    () -> tap.facts(DeliveryReported.class, id),
                                    facts -> !facts.isEmpty());

            assertThat(told).hasSize(1);
            assertThat(told.getFirst().report()).isEqualTo(DeliveryReport.UNKNOWN);
            assertThat(told.getFirst().reason()).isEqualTo(Reason.NO_NEWS);
            assertThat(told.getFirst().attempt()).isEqualTo(1);
        }
    }

    /** A row of each state that was left by everybody; without one for a new state this test fails. */
    private static Aged aged(OpenState state, UUID id) {
        var condition = "notification_id = '%s'".formatted(id);
        return switch (state.table() + " " + state.name()) {
            case "task due", "task leased", "task sent", "task stopped" ->
                    Aged.row(condition, task(id, state.name()));
            case "attempt open" ->
                    Aged.row(
                            condition,
                            task(id, "leased"),
                            """
                            insert into attempt (notification_id, step, number, started_at)
                            values ('%s', 0, 1, now() - interval '5 days')
                            """
                                    .formatted(id));
            case "inbound_mail due", "inbound_mail leased" ->
                    Aged.row(
                            condition,
                            """
                            insert into inbound_mail (id, purpose, notification_id, step, attempt, service,
                                day, box, received_at, state, due_at, gives_up_at, failures, epoch)
                            values ('%s', 'bounce', '%s', 0, 1, 'caf-92', '2026-11-23', 'sealed',
                                now() - interval '5 days', '%s', now() - interval '1 hour',
                                now() - interval '2 days', 0, 1)
                            """
                                    .formatted(id, id, state.name()));
            case "breaker open" -> breaker("'open'", "null");
            case "breaker half-open" -> breaker("'half-open'", "now() - interval '1 hour'");
            case "outbox waiting" ->
                    Aged.row(
                            "event_id = '%s'".formatted(id),
                            """
                            insert into outbox (topic, key, event_id, type, time, fact, created_at)
                            values ('%s', '%s', '%s', 'fr.gouv.notifications.Aged.v1',
                                '2026-11-23T08:00:00Z', '{}', now() - interval '1 hour')
                            """
                                    .formatted(Topics.DELIVERY_REPORTED, id, id));
            default -> throw new AssertionError("no aged row for " + state);
        };
    }

    private static Aged breaker(String state, String probeUntil) {
        return Aged.row(
                "provider = 'smtp'",
                """
                insert into breaker (provider, channel, state, why, since, pause_ms, next_probe, probe_until,
                    version)
                values ('smtp', 'email', %s, 'aged', now(), 1000, now() - interval '1 hour', %s, 1)
                on conflict (provider, channel) do update
                set state = excluded.state, why = 'aged', next_probe = excluded.next_probe,
                    probe_until = excluded.probe_until, version = breaker.version + 1
                """
                        .formatted(state, probeUntil));
    }

    private static String task(UUID id, String state) {
        var over = state.equals("sent") || state.equals("stopped");
        return """
        insert into task (notification_id, service, lane, ambiguity, proof_code, routed_at, expires_at, plan,
            words_day, words, step, channel, deadline, attempt, failures, state, result, due_at,
            lease_until, epoch)
        values ('%s', 'caf-92', 'express', 'prefer-no-loss', '7K2MQ9X4C', now() - interval '50 days',
            now() - interval '4 days', %s, '2026-11-23', %s, 0, 'email', now() - interval '4 days', 1, 0,
            '%s', %s, now() - interval '1 day', now() - interval '1 day', 1)
        """
                .formatted(
                        id,
                        over ? "null" : "'" + PLAN + "'",
                        over ? "null" : "'sealed'",
                        state,
                        state.equals("sent") ? "'handed-over'" : "null");
    }

    private static final String PLAN =
            """
            [{"channel":"email","address":{"day":"2026-11-23","box":"c2VhbGVk"},\
            "notBefore":"2026-11-20T08:00:00Z","deadline":"2026-11-21T08:00:00Z"}]""";
}
