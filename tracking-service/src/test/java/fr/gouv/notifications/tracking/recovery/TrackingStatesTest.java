package fr.gouv.notifications.tracking.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import fr.gouv.notifications.eventing.StateWatch;
import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import fr.gouv.notifications.eventing.testing.StateTable;
import fr.gouv.notifications.eventing.testing.StateTable.Aged;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@SuppressWarnings("NullAway.Init") // set by the test framework
class TrackingStatesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject AgroalDataSource dataSource;
    @Inject OpenStates states;
    @Inject StateWatch watch;
    @Inject @Any Instance<Sweep> sweeps;

    private StateTable table;

    @BeforeEach
    void readTheTable() {
        table = new StateTable(states, dataSource);
    }

    @Test
    void everyTableAndEveryOpenStatusIsListedWithItsOwner() throws SQLException {
        table.listsWhatTheDatabaseKnows();
        table.namesOwnersThatExist();
        assertThat(states.open().stream().filter(state -> state.table().equals("notification")))
                .extracting(OpenState::name)
                .containsExactlyElementsOf(
                        Arrays.stream(PublicStatus.values())
                                .filter(status -> !status.settled())
                                .map(Enum::name)
                                .toList());
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

    /** A row of each state that was left by everybody; without one for a new state this test fails. */
    private static Aged aged(OpenState state, UUID id) {
        var condition = "id = '%s'".formatted(id);
        return switch (state.table() + " " + state.name()) {
            case "notification ACCEPTED" ->
                    Aged.row(condition, notification(id, state), event(id, "REQUESTED", null));
            case "notification SCHEDULED" ->
                    Aged.row(condition, notification(id, state), event(id, "SCHEDULED", null));
            case "notification IN_PROGRESS" ->
                    Aged.row(condition, notification(id, state), event(id, "ROUTED", null));
            case "notification SENT" ->
                    Aged.row(
                            condition,
                            notification(id, state),
                            event(id, "REPORTED", "HANDED_OVER"));
            case "outbox waiting" ->
                    Aged.row(
                            "event_id = '%s'".formatted(id),
                            """
                            insert into outbox (topic, key, event_id, type, time, fact, created_at)
                            values ('%s', '%s', '%s', 'fr.gouv.notifications.Aged.v1',
                                '2026-11-23T08:00:00Z', '{}', now() - interval '1 hour')
                            """
                                    .formatted(Topics.OVERDUE, id, id));
            default -> throw new AssertionError("no aged row for " + state);
        };
    }

    private static String notification(UUID id, OpenState state) {
        return """
        insert into notification (id, service, status, sequence, created_at, updated_at, due_by)
        values ('%s', 'caf-92', '%s', 1, now() - interval '60 days', now() - interval '60 days',
            now() - interval '59 days')
        """
                .formatted(id, state.name());
    }

    private static String event(UUID id, String kind, @Nullable String report) {
        return """
        insert into event (notification_id, id, kind, at, channel, step, attempt, report, due_at)
        values ('%s', '%s', '%s', now() - interval '60 days', 'EMAIL', 0, 1, %s, now() - interval '59 days')
        """
                .formatted(
                        id, UUID.randomUUID(), kind, report == null ? "null" : "'" + report + "'");
    }
}
