package fr.gouv.notifications.dispatch.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.eventing.Outbox;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How messages flow, as all replicas know it. What changes is told in the same transaction; what only
 * goes on, now and then, so that its figures stay right.
 */
@ApplicationScoped
public class Flows {

    private final AgroalDataSource dataSource;
    private final Outbox outbox;
    private final InstantSource clock;

    Flows(AgroalDataSource dataSource, Outbox outbox, InstantSource clock) {
        this.dataSource = dataSource;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Notes how they flow here and now, and tells what is new in it. */
    @Transactional
    public void observe(Collection<Flow> flows) {
        if (flows.isEmpty()) {
            return;
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var changes = new ArrayList<FlowChanged>();
        try (var connection = dataSource.getConnection()) {
            for (var flow : flows) {
                changes.addAll(noted(connection, flow, now));
            }
        } catch (SQLException e) {
            throw new FlowsFailed(e);
        }
        outbox.tellAll(changes);
    }

    /** Notes that these flow as usual, and tells it of those that did not. */
    @Transactional
    public void free(FlowTarget target, Collection<String> names) {
        if (!names.isEmpty()) {
            free("target = ? and name = any(?)", target, names);
        }
    }

    /** Mailbox providers of which no replica says any more that they are slowed flow as usual. */
    @Transactional
    public void endSilent() {
        free(
                "target = ? and not (name = any(?)) and told_at < now() - interval '2 minutes'",
                FlowTarget.MAILBOX_PROVIDER,
                List.of());
    }

    private void free(String which, FlowTarget target, Collection<String> names) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                update flow set standing = 'free', rule = null, why = null, since = ?,
                                    until = null, pace = 100, waiting = 0, messages = 0, failed = 0,
                                    told_at = now(), version = version + 1
                                where standing <> 'free' and %s
                                returning *
                                """
                                        .formatted(which))) {
            instant(statement, 1, now);
            statement.setString(2, word(target));
            statement.setArray(3, connection.createArrayOf("text", names.toArray()));
            outbox.tellAll(changes(statement, now));
        } catch (SQLException e) {
            throw new FlowsFailed(e);
        }
    }

    private static List<FlowChanged> noted(Connection connection, Flow flow, Instant now)
            throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        insert into flow (target, name, standing, rule, why, since, until, pace, waiting,
                            messages, failed, told_at, version)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now(), 1)
                        on conflict (target, name) do update
                        set standing = excluded.standing, rule = excluded.rule, why = excluded.why,
                            since = case when flow.standing = excluded.standing
                                    and flow.rule is not distinct from excluded.rule
                                then flow.since else excluded.since end,
                            until = excluded.until, pace = excluded.pace, waiting = excluded.waiting,
                            messages = excluded.messages, failed = excluded.failed,
                            told_at = excluded.told_at, version = flow.version + 1
                        where flow.standing <> excluded.standing
                            or flow.rule is distinct from excluded.rule
                            or flow.why is distinct from excluded.why
                            or flow.told_at < excluded.told_at - interval '30 seconds'
                        returning *
                        """)) {
            statement.setString(1, word(flow.target()));
            statement.setString(2, flow.name());
            statement.setString(3, word(flow.state()));
            statement.setString(4, flow.rule());
            statement.setString(5, flow.why());
            instant(statement, 6, now);
            instant(statement, 7, flow.until());
            statement.setInt(8, flow.pace());
            statement.setLong(9, flow.waiting());
            statement.setLong(10, flow.messages());
            statement.setLong(11, flow.failed());
            return changes(statement, now);
        }
    }

    private static List<FlowChanged> changes(PreparedStatement statement, Instant now)
            throws SQLException {
        var changes = new ArrayList<FlowChanged>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                changes.add(change(rows, now));
            }
        }
        return changes;
    }

    private static FlowChanged change(ResultSet row, Instant now) throws SQLException {
        var target = row.getString("target");
        var name = row.getString("name");
        var until = row.getObject("until", OffsetDateTime.class);
        return new FlowChanged(
                UUID.nameUUIDFromBytes((target + "|" + name).getBytes(UTF_8)),
                now,
                FlowTarget.valueOf(constant(target)),
                name,
                FlowState.valueOf(constant(row.getString("standing"))),
                row.getString("rule"),
                row.getString("why"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                until == null ? null : until.toInstant(),
                row.getInt("pace"),
                row.getLong("waiting"),
                row.getLong("messages"),
                row.getLong("failed"),
                row.getLong("version"));
    }

    private static void instant(PreparedStatement statement, int index, @Nullable Instant value)
            throws SQLException {
        statement.setObject(index, value == null ? null : value.atOffset(ZoneOffset.UTC));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
