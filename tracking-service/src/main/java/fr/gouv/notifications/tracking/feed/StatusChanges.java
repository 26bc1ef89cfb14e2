package fr.gouv.notifications.tracking.feed;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.tracking.timeline.StorageFailed;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes of all notifications in the database, in the order of their transactions. A change is
 * told only when no older transaction runs any more, so that none can come in behind a reader.
 */
@ApplicationScoped
public class StatusChanges {

    private static final String ADD =
            """
            insert into status_change (service, notification_id, sequence, status, reason, provider_code, channel, at)
            select * from unnest(?::text[], ?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[])
            """;

    /** One row at least, for the horizon; without a change its first columns are empty. */
    private static final String AFTER =
            """
            with moment as materialized (
                select pg_snapshot_xmin(pg_current_snapshot()) as horizon,
                    substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
                        || substr((select id from feed_life)::text, 1, 8) as life
            ), told as (
                select transaction, ordinal, notification_id, sequence, status, reason, provider_code, channel, at, told_at
                from status_change
                where service = ? and (transaction, ordinal) > (?::text::xid8, ?)
                    and transaction < (select horizon from moment)
                order by transaction, ordinal limit ?
            )
            select t.transaction::text::bigint, t.ordinal, t.notification_id, t.sequence, t.status, t.reason,
                t.provider_code, t.channel, t.at, t.told_at, n.recipient_day, n.recipient_box,
                m.horizon::text::bigint, m.life
            from moment m left join told t on true left join notification n on n.id = t.notification_id
            order by t.transaction, t.ordinal
            """;

    /** An index probe for each reader that waits. */
    private static final String NEWS =
            """
            select distinct r.service
            from unnest(?::text[], ?::text[], ?::bigint[]) as r (service, transaction, ordinal)
            where exists (
                select 1 from status_change c
                where c.service = r.service and (c.transaction, c.ordinal) > (r.transaction::xid8, r.ordinal)
                    and c.transaction < (select pg_snapshot_xmin(pg_current_snapshot())))
            """;

    private final AgroalDataSource dataSource;

    StatusChanges(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What can be told behind a position.
     *
     * @param horizon the oldest transaction that may still run: everything before it was seen
     * @param life to which the numbers belong
     */
    record Told(List<Row> rows, long horizon, String life) {}

    /** One change with its place. */
    record Row(
            long transaction,
            long ordinal,
            StatusChange change,
            Instant toldAt,
            @Nullable Sealed recipient) {}

    /** Adds changes in the transaction that makes them, with one statement. */
    @Transactional(MANDATORY)
    public void add(List<StatusChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement(ADD)) {
            var columns = new Columns(connection, changes);
            insert.setArray(1, columns.of("text", StatusChange::service));
            insert.setArray(2, columns.of("uuid", StatusChange::notificationId));
            insert.setArray(3, columns.of("bigint", StatusChange::sequence));
            insert.setArray(4, columns.of("text", StatusChange::status));
            insert.setArray(5, columns.of("text", StatusChange::reason));
            insert.setArray(6, columns.of("text", StatusChange::providerCode));
            insert.setArray(7, columns.of("text", StatusChange::channel));
            insert.setArray(8, columns.of("text", StatusChange::at));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("changes could not be added to the feed", e);
        }
    }

    /** The changes of this service behind a place, oldest first. */
    Told after(String service, long transaction, long ordinal, int atMost) {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(AFTER)) {
            select.setString(1, service);
            select.setString(2, Long.toString(transaction));
            select.setLong(3, ordinal);
            select.setInt(4, atMost);
            var told = new ArrayList<Row>();
            var horizon = 0L;
            var life = "";
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    horizon = rows.getLong(13);
                    life = rows.getString(14);
                    if (rows.getObject(3) != null) {
                        told.add(row(service, rows));
                    }
                }
            }
            return new Told(told, horizon, life);
        } catch (SQLException e) {
            throw new StorageFailed("the feed could not be read", e);
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
                            "text",
                            waiting.stream()
                                    .map(each -> Long.toString(each.position().transaction()))
                                    .toArray()));
            select.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint",
                            waiting.stream().map(each -> each.position().ordinal()).toArray()));
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

    private static Row row(String service, ResultSet rows) throws SQLException {
        var day = rows.getObject(11, LocalDate.class);
        return new Row(
                rows.getLong(1),
                rows.getLong(2),
                new StatusChange(
                        service,
                        rows.getObject(3, UUID.class),
                        rows.getLong(4),
                        PublicStatus.valueOf(rows.getString(5)),
                        word(Reason.class, rows.getString(6)),
                        rows.getString(7),
                        word(Channel.class, rows.getString(8)),
                        rows.getObject(9, OffsetDateTime.class).toInstant()),
                rows.getObject(10, OffsetDateTime.class).toInstant(),
                day == null ? null : new Sealed(day, rows.getString(12)));
    }

    private static <E extends Enum<E>> @Nullable E word(Class<E> type, @Nullable String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }

    /** Changes as one array a column. */
    private record Columns(Connection connection, List<StatusChange> changes) {

        Array of(String type, Function<StatusChange, @Nullable Object> column) throws SQLException {
            var values = new @Nullable Object[changes.size()];
            for (var i = 0; i < values.length; i++) {
                values[i] = column.apply(changes.get(i));
            }
            return connection.createArrayOf(type, values);
        }
    }
}
