package fr.gouv.notifications.gateway.schedule;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.UnreadableRecord;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The rows of the schedule. */
@ApplicationScoped
class ScheduledNotifications {

    private static final Logger LOG = Logger.getLogger(ScheduledNotifications.class);

    private static final String ADD =
            """
            insert into scheduled_notification (id, service, lane, state, accepted_at, not_before, due_at,
                request)
            select id, service, lane, 'WAITING', accepted_at, not_before, not_before, request
            from unnest(?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::bytea[])
                as u (id, service, lane, accepted_at, not_before, request)
            order by id
            on conflict (id) do nothing
            returning id
            """;

    /**
     * The head of each service's row is found by jumping from one service to the next, as in dispatch:
     * what is read is in proportion to the batch and the services, not to what waits.
     */
    static final String TAKE =
            """
            with recursive head as (
                (select service, due_at from scheduled_notification
                where lane = ? and state in ('WAITING', 'LEAVING')
                order by service, due_at limit 1)
                union all
                select next.service, next.due_at
                from head cross join lateral (
                    select service, due_at from scheduled_notification
                    where lane = ? and state in ('WAITING', 'LEAVING') and service > head.service
                    order by service, due_at limit 1) as next
            ), ready as (
                select service from head where due_at <= ?
            ), due as (
                select shared.id, shared.state from ready r cross join lateral (
                    select id, state, due_at from scheduled_notification
                    where lane = ? and state in ('WAITING', 'LEAVING') and service = r.service
                        and due_at <= ?
                    order by due_at limit (select greatest(1, ? / count(*)) from ready)
                    for update skip locked) as shared
                order by shared.due_at limit ?
            )
            update scheduled_notification as s set state = 'LEAVING', due_at = ?
            from due where s.id = due.id
            returning s.request, due.state = 'LEAVING', s.id
            """;

    private static final String STOP =
            """
            with waiting as (
                select id from scheduled_notification
                where service = ? and id = any(?) and state = 'WAITING' order by id for update)
            update scheduled_notification as s set state = 'STOPPED', request = null, settled_at = ?
            from waiting where s.id = waiting.id
            returning s.id
            """;

    private final AgroalDataSource dataSource;

    ScheduledNotifications(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds those that are not there yet, and tells which these were. */
    @Transactional(MANDATORY)
    Set<UUID> add(List<NotificationRequested> requests) {
        return ids(
                ADD,
                (connection, insert) -> {
                    insert.setArray(
                            1,
                            connection.createArrayOf(
                                    "uuid",
                                    requests.stream()
                                            .map(NotificationRequested::notificationId)
                                            .toArray()));
                    insert.setArray(
                            2,
                            connection.createArrayOf(
                                    "text",
                                    requests.stream()
                                            .map(NotificationRequested::service)
                                            .toArray()));
                    insert.setArray(
                            3,
                            connection.createArrayOf(
                                    "text",
                                    requests.stream()
                                            .map(request -> request.lane().name())
                                            .toArray()));
                    insert.setArray(
                            4,
                            connection.createArrayOf(
                                    "text",
                                    requests.stream()
                                            .map(request -> request.occurredAt().toString())
                                            .toArray()));
                    insert.setArray(
                            5,
                            connection.createArrayOf(
                                    "text",
                                    requests.stream()
                                            .map(request -> notBefore(request).toString())
                                            .toArray()));
                    insert.setArray(
                            6,
                            connection.createArrayOf(
                                    "bytea",
                                    requests.stream().map(FactJson::write).toArray(byte[][]::new)));
                });
    }

    /**
     * Takes those of a lane whose time has come, until {@code until}: of each service that waits an
     * equal share, the longest due first.
     */
    @Transactional
    List<Taken> take(Lane lane, Instant now, int atMost, Instant until) {
        try (var connection = dataSource.getConnection();
                var update = connection.prepareStatement(TAKE)) {
            update.setString(1, lane.name());
            update.setString(2, lane.name());
            update.setObject(3, databaseTime(now));
            update.setString(4, lane.name());
            update.setObject(5, databaseTime(now));
            update.setInt(6, atMost);
            update.setInt(7, atMost);
            update.setObject(8, databaseTime(until));
            List<Taken> taken = new ArrayList<>();
            try (var rows = update.executeQuery()) {
                while (rows.next()) {
                    try {
                        taken.add(new Taken(request(rows.getBytes(1)), rows.getBoolean(2)));
                    } catch (ScheduleFailed e) {
                        // It stays until a person helps, and holds up no other.
                        LOG.errorf(
                                "scheduled notification %s: %s", rows.getString(3), e.getMessage());
                    }
                }
            }
            return taken;
        } catch (SQLException e) {
            throw new ScheduleFailed("what is due could not be taken", e);
        }
    }

    /** These have left: the broker has them. */
    @Transactional
    void markLeft(Collection<UUID> ids, Instant now) {
        run(
                """
                update scheduled_notification set state = 'LEFT', request = null, settled_at = ?
                where id = any(?) and state = 'LEAVING'
                """,
                (connection, update) -> {
                    update.setObject(1, databaseTime(now));
                    update.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                });
    }

    /** These could not be told: somebody takes them again, not before {@code due}. */
    @Transactional
    void giveBack(Collection<UUID> ids, Instant due) {
        run(
                """
                update scheduled_notification set due_at = ? where id = any(?) and state = 'LEAVING'
                """,
                (connection, update) -> {
                    update.setObject(1, databaseTime(due));
                    update.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                });
    }

    /** Stops those of this service that still wait, and tells which these were. */
    @Transactional(MANDATORY)
    Set<UUID> stop(String service, Collection<UUID> ids, Instant now) {
        return ids(
                STOP,
                (connection, update) -> {
                    update.setString(1, service);
                    update.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                    update.setObject(3, databaseTime(now));
                });
    }

    /** Those of this service that were stopped, now or before. */
    @Transactional(MANDATORY)
    Set<UUID> stopped(String service, Collection<UUID> ids) {
        return ids(
                """
                select id from scheduled_notification
                where service = ? and id = any(?) and state = 'STOPPED'
                """,
                (connection, select) -> {
                    select.setString(1, service);
                    select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                });
    }

    @Transactional
    Optional<Kept> find(String service, UUID id) {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                """
                                select state, accepted_at, not_before,
                                    coalesce(settled_at, accepted_at), request
                                from scheduled_notification where service = ? and id = ?
                                """)) {
            select.setString(1, service);
            select.setObject(2, id);
            try (var rows = select.executeQuery()) {
                return rows.next() ? Optional.of(kept(rows)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new ScheduleFailed("the schedule could not be read", e);
        }
    }

    /** Forgets what has left or was stopped before this instant; how many that were. */
    @Transactional
    int forget(Instant before, int atMost) {
        return run(
                """
                delete from scheduled_notification where id in (
                    select id from scheduled_notification
                    where settled_at < ? limit ? for update skip locked)
                """,
                (_, delete) -> {
                    delete.setObject(1, databaseTime(before));
                    delete.setInt(2, atMost);
                });
    }

    private static Kept kept(ResultSet rows) throws SQLException {
        var request = rows.getBytes(5);
        return new Kept(
                Kept.State.valueOf(rows.getString(1)),
                rows.getObject(2, OffsetDateTime.class).toInstant(),
                rows.getObject(3, OffsetDateTime.class).toInstant(),
                rows.getObject(4, OffsetDateTime.class).toInstant(),
                request == null ? null : request(request));
    }

    private static NotificationRequested request(byte @Nullable [] json) {
        try {
            return FactJson.read(
                    Objects.requireNonNull(json, "what waits has a request"),
                    NotificationRequested.class);
        } catch (UnreadableRecord e) {
            throw new ScheduleFailed("a scheduled request is not readable", e);
        }
    }

    private static Instant notBefore(NotificationRequested request) {
        return Objects.requireNonNull(request.notBefore(), "only what waits is scheduled");
    }

    private static OffsetDateTime databaseTime(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private Set<UUID> ids(String sql, Parameters parameters) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            parameters.set(connection, statement);
            Set<UUID> ids = new HashSet<>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            return ids;
        } catch (SQLException e) {
            throw new ScheduleFailed("the schedule could not be written or read", e);
        }
    }

    private int run(String sql, Parameters parameters) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            parameters.set(connection, statement);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new ScheduleFailed("the schedule could not be written", e);
        }
    }

    private interface Parameters {

        void set(Connection connection, PreparedStatement statement) throws SQLException;
    }
}
