package fr.gouv.notifications.tracking.feed;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.tracking.timeline.Columns;
import fr.gouv.notifications.tracking.timeline.StorageFailed;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The changes of all notifications in the database. Many write at once and end in any order, so
 * readers read up to the <i>horizon</i> only: the position up to which nothing is missing and
 * nothing will be added. Only an unfinished writer of changes holds the horizon back.
 *
 * <p>Reading needs a new snapshot for each statement, hence no transaction.
 */
@ApplicationScoped
public class StatusChanges {

    /** A row takes both sources, so the writer has entered before its first number is drawn. */
    private static final String ADD =
            """
            with gate as materialized (select enter_feed())
            insert into status_change (position, service, notification_id, sequence, status, reason,
                provider_code, channel, at, replied)
            select nextval('status_change_position'), told.*
            from gate, unnest(?::text[], ?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[], ?::boolean[]) as told
            """;

    static final String OF_SERVICE =
            """
            select t.*, n.recipient_day, n.recipient_box
            from (
                select position, service, notification_id, sequence, status, reason, provider_code, channel, at,
                    replied
                from status_change
                where service = ? and position > ? and position <= ?
                order by position limit ?
            ) t left join notification n on n.id = t.notification_id
            order by t.position
            """;

    static final String OF_ALL =
            """
            select position, service, notification_id, sequence, status, reason, provider_code, channel, at,
                    replied
            from status_change
            where position > ? and position <= ?
            order by position limit ?
            """;

    private static final String STATE =
            "select feed_life(), lapsed_through, feed_drawn() from feed";

    /** An index probe for each reader that waits. */
    private static final String NEWS =
            """
            select distinct r.service
            from unnest(?::text[], ?::bigint[]) as r (service, position)
            where exists (
                select 1 from status_change c
                where c.service = r.service and c.position > r.position and c.position <= ?)
            """;

    private final AgroalDataSource dataSource;

    /** A position that was the horizon once is safe for ever. */
    private final AtomicLong known = new AtomicLong();

    StatusChanges(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A part of the feed of one service.
     *
     * @param horizon up to which it is complete, unless it was cut short
     */
    record Told(List<Row> rows, long horizon, State state) {}

    /** One change with its place. */
    record Row(long position, StatusChange change, @Nullable Sealed recipient) {}

    /**
     * The feed as a whole.
     *
     * @param life another one makes all cursors lapse
     * @param lapsedThrough up to here changes were dropped
     * @param drawn no position is beyond
     */
    record State(String life, long lapsedThrough, long drawn) {}

    /**
     * Adds changes in the transaction that makes them and that has locked their notifications: so the
     * positions of one notification follow its sequence. Until it ends nobody reads beyond.
     */
    @Transactional(MANDATORY)
    public void add(List<StatusChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement(ADD)) {
            var columns = new Columns<>(connection, changes);
            insert.setArray(1, columns.of(StatusChange::service));
            insert.setArray(2, columns.of(StatusChange::notificationId));
            insert.setArray(3, columns.of(StatusChange::sequence));
            insert.setArray(4, columns.of(StatusChange::status));
            insert.setArray(5, columns.of(StatusChange::reason));
            insert.setArray(6, columns.of(StatusChange::providerCode));
            insert.setArray(7, columns.of(StatusChange::channel));
            insert.setArray(8, columns.of(StatusChange::at));
            insert.setArray(9, columns.of(StatusChange::replied));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("changes could not be added to the feed", e);
        }
    }

    /**
     * What follows in the feed of all services, oldest first, for whoever passes it on and keeps the
     * position of the last change that arrived: nothing is ever added at a position below one that
     * was returned.
     *
     * @param position of the last change that is known; 0 for the oldest that is kept
     */
    public List<FeedEntry> tail(long position, int atMost) {
        try (var connection = dataSource.getConnection()) {
            var horizon = horizon(connection);
            try (var select = connection.prepareStatement(OF_ALL)) {
                select.setLong(1, position);
                select.setLong(2, horizon);
                select.setInt(3, atMost);
                List<FeedEntry> entries = new ArrayList<>();
                try (var rows = select.executeQuery()) {
                    while (rows.next()) {
                        entries.add(new FeedEntry(rows.getLong(1), change(rows)));
                    }
                }
                return entries;
            }
        } catch (SQLException e) {
            throw new StorageFailed("the feed could not be read", e);
        }
    }

    /** The changes of this service behind a position, oldest first. */
    Told after(String service, long position, int atMost) {
        try (var connection = dataSource.getConnection()) {
            var horizon = horizon(connection);
            var rows = rows(connection, service, position, horizon, atMost);
            // Last: what was dropped before the rows were read is known by now.
            return new Told(rows, horizon, state(connection));
        } catch (SQLException e) {
            throw new StorageFailed("the feed could not be read", e);
        }
    }

    /** The feed as a whole. */
    State state() {
        try (var connection = dataSource.getConnection()) {
            return state(connection);
        } catch (SQLException e) {
            throw new StorageFailed("the state of the feed could not be read", e);
        }
    }

    /** Up to where the feed is complete. */
    long horizon() {
        try (var connection = dataSource.getConnection()) {
            return horizon(connection);
        } catch (SQLException e) {
            throw new StorageFailed("the horizon of the feed could not be read", e);
        }
    }

    private static List<Row> rows(
            Connection connection, String service, long position, long horizon, int atMost)
            throws SQLException {
        try (var select = connection.prepareStatement(OF_SERVICE)) {
            select.setString(1, service);
            select.setLong(2, position);
            select.setLong(3, horizon);
            select.setInt(4, atMost);
            List<Row> found = new ArrayList<>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    var day = rows.getObject(11, LocalDate.class);
                    found.add(
                            new Row(
                                    rows.getLong(1),
                                    change(rows),
                                    day == null ? null : new Sealed(day, rows.getString(12))));
                }
            }
            return found;
        }
    }

    private long horizon(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement("select feed_horizon()");
                var rows = select.executeQuery()) {
            rows.next();
            return known.accumulateAndGet(rows.getLong(1), Math::max);
        }
    }

    private static State state(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(STATE);
                var rows = select.executeQuery()) {
            rows.next();
            return new State(rows.getString(1), rows.getLong(2), rows.getLong(3));
        }
    }

    /** Those of the waiting readers' services about which there is something to tell. */
    Set<String> news(Collection<FeedWatch.Waiting> readers) {
        var waiting = List.copyOf(readers);
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(NEWS)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text", waiting.stream().map(FeedWatch.Waiting::service).toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", waiting.stream().map(FeedWatch.Waiting::position).toArray()));
            select.setLong(3, horizon(connection));
            var services = new HashSet<String>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    services.add(rows.getString(1));
                }
            }
            return services;
        } catch (SQLException e) {
            throw new StorageFailed("the feed could not be looked at", e);
        }
    }

    private static StatusChange change(ResultSet rows) throws SQLException {
        return new StatusChange(
                rows.getString(2),
                rows.getObject(3, UUID.class),
                rows.getLong(4),
                PublicStatus.valueOf(rows.getString(5)),
                word(Reason.class, rows.getString(6)),
                rows.getString(7),
                word(Channel.class, rows.getString(8)),
                rows.getBoolean(10),
                rows.getObject(9, OffsetDateTime.class).toInstant());
    }

    private static <E extends Enum<E>> @Nullable E word(Class<E> type, @Nullable String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }
}
