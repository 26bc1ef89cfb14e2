package fr.gouv.notifications.gateway.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import fr.gouv.notifications.eventing.StateWatch;
import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.eventing.testing.StateTable;
import fr.gouv.notifications.eventing.testing.StateTable.Aged;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class GatewayStatesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Sealed BOX = new Sealed(LocalDate.parse("2026-11-23"), "c2VhbGVk");

    @Inject AgroalDataSource dataSource;
    @Inject OpenStates states;
    @Inject StateWatch watch;
    @Inject @Any Instance<Sweep> sweeps;

    private final String service = "s" + UUID.randomUUID().toString().substring(0, 8);
    private final UUID id = UUID.randomUUID();
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
    void everyStateCanBeWatched() throws SQLException {
        watch.watch();
    }

    @Test
    void anAgedRowLeavesEveryState() throws SQLException {
        for (var state : states.open()) {
            var row = aged(state);
            table.put(state, row);

            await(state.table() + " " + state.name())
                    .atMost(SOON)
                    .until(
                            () -> {
                                sweeps.forEach(Sweep::sweep);
                                return table.hasLeft(state, row);
                            });
        }
        assertThat(sweeps).hasSizeGreaterThan(4);
    }

    /** A row of each state that was left by everybody; without one for a new state this test fails. */
    private Aged aged(OpenState state) {
        return switch (state.table() + " " + state.name()) {
            case "service CREATING" ->
                    Aged.row(
                            "slug = '%s'".formatted(service),
                            service("CREATING", service),
                            """
                            insert into kafka_door (service, opened_at) values ('%s', now())
                            """
                                    .formatted(service));
            case "kafka_door begun" ->
                    Aged.row(
                            "service = '%s-door'".formatted(service),
                            service("ACTIVE", service + "-door"),
                            """
                            insert into kafka_door (service, leased_until)
                            values ('%s-door', now() - interval '2 days')
                            """
                                    .formatted(service));
            // Nobody has to come: the lease is over.
            case "kafka_door renewing" ->
                    Aged.row(
                            "service = '%s-open' and leased_until > now()".formatted(service),
                            service("ACTIVE", service + "-open"),
                            """
                            insert into kafka_door (service, opened_at, leased_until)
                            values ('%s-open', now(), now() + interval '1 second')
                            """
                                    .formatted(service));
            case "idempotency in progress" ->
                    Aged.row(
                            "service = '%s'".formatted(service),
                            """
                            insert into idempotency
                            values ('%s', 'key', '%s', '{}', 1, now() - interval '8 days', null,
                                now() - interval '8 days')
                            """
                                    .formatted(service, id));
            case "scheduled_notification WAITING" -> scheduled("WAITING", UUID.randomUUID());
            case "scheduled_notification LEAVING" -> scheduled("LEAVING", UUID.randomUUID());
            case "batch checking",
                    "batch ready",
                    "batch running",
                    "batch paused",
                    "batch cancelling" -> {
                var batch = UUID.randomUUID();
                yield Aged.row(
                        "id = '%s'".formatted(batch),
                        service("ACTIVE", owner(batch)),
                        batch(batch, state.name()));
            }
            case "batch_row waiting" -> {
                var batch = UUID.randomUUID();
                yield Aged.row(
                        "batch = '%s'".formatted(batch),
                        service("ACTIVE", owner(batch)),
                        batch(batch, "paused"),
                        row(batch, "waiting"));
            }
            case "batch_row claimed" -> {
                var batch = UUID.randomUUID();
                yield Aged.row(
                        "batch = '%s'".formatted(batch),
                        service("ACTIVE", owner(batch)),
                        batch(batch, "cancelling"),
                        row(batch, "claimed"));
            }
            case "quota_use counting" ->
                    Aged.row(
                            "service = '%s'".formatted(service),
                            """
                            insert into quota_use
                            values ('%s', 'requestsPerMinute', now() - interval '2 days',
                                now() - interval '2 days', 1)
                            """
                                    .formatted(service));
            case "dead_letter open" ->
                    letter("state, buried_at", "'open', now() - interval '31 days'");
            case "dead_letter redriving" ->
                    letter(
                            "state, buried_at, leased_until",
                            "'redriving', now(), now() - interval '1 hour'");
            case "outbox waiting" -> {
                var event = UUID.randomUUID();
                yield Aged.row(
                        "event_id = '%s'".formatted(event),
                        """
                        insert into outbox (topic, key, event_id, type, time, fact, created_at)
                        values ('%s', '%s', '%s', 'fr.gouv.notifications.Aged.v1',
                            '2026-11-23T08:00:00Z', '{}', now() - interval '1 hour')
                        """
                                .formatted(Topics.DECLINED, id, event));
            }
            default -> throw new AssertionError("no aged row for " + state);
        };
    }

    private static Aged letter(String columns, String values) {
        var letter = UUID.randomUUID();
        return Aged.row(
                "id = '%s'".formatted(letter),
                """
                insert into dead_letter (id, reader, topic, partition, "offset", origin_topic, reason,
                    taken_at, sealed, %s)
                values ('%s', 'dispatch', 'dispatch.dead-letter', 0, 1, 'aged', 'aged', now(), 'x', %s)
                """
                        .formatted(columns, letter, values));
    }

    private Aged scheduled(String state, UUID about) {
        var owner = owner(about);
        return Aged.row(
                "id = '%s'".formatted(about),
                service("ACTIVE", owner),
                """
                insert into scheduled_notification
                    (id, service, lane, state, accepted_at, not_before, due_at, request)
                values ('%s', '%s', 'EXPRESS', '%s', now() - interval '2 days', now() - interval '1 day',
                    now() - interval '1 day', convert_to('%s', 'UTF8'))
                """
                        .formatted(about, owner, state, request(about, owner)));
    }

    private static String service(String state, String slug) {
        return """
        insert into service (slug, name, contact, state, attempt, created_at)
        values ('%s', 'S', 'c@s.example', '%s', 1, now() - interval '2 days')
        """
                .formatted(slug, state);
    }

    private static String owner(UUID work) {
        return "w" + work.toString().substring(0, 8);
    }

    private static String batch(UUID batch, String state) {
        return """
        insert into batch (id, service, template, template_version, lane, auto_start, skip_errors, columns,
            state, rows, created_at, deadline, next_at)
        values ('%s', '%s', 'avis', 1, 'bulk', false, false, '[]', '%s', 1, now() - interval '60 days',
            now() - interval '1 day', now() - interval '1 day')
        """
                .formatted(batch, owner(batch), state);
    }

    private static String row(UUID batch, String state) {
        return """
        insert into batch_row (batch, line, id, state, day, content, lease_until)
        values ('%s', 1, '%s', '%s', '2026-11-23', '', now() - interval '1 day')
        """
                .formatted(batch, UUID.randomUUID(), state);
    }

    private static String request(UUID about, String owner) {
        var then = Instant.parse("2026-11-23T08:00:00Z");
        return new String(
                FactJson.write(
                        new NotificationRequested(
                                about,
                                then,
                                owner,
                                "avis",
                                1,
                                Category.MANDATORY,
                                Lane.EXPRESS,
                                AmbiguityPolicy.PREFER_NO_LOSS,
                                "7K2MQ9X4C",
                                null,
                                then,
                                then.plus(Duration.ofDays(2)),
                                List.of(Channel.EMAIL),
                                BOX,
                                BOX)),
                UTF_8);
    }
}
