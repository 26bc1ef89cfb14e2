package fr.gouv.notifications.tracking.status;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.tracking.timeline.Columns;
import fr.gouv.notifications.tracking.timeline.StorageFailed;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The current standing of all notifications in the database. */
@ApplicationScoped
class Notifications {

    private static final String ADD_ABSENT =
            """
            insert into notification (id, service, template, template_version, category, lane, proof_code,
                reference_digest, not_before, expires_at, recipient_day, recipient_box, batch, status, reason,
                provider_code, channel, sequence, created_at, updated_at, due_by, overdue, overdue_since, replied)
            select * from unnest(?::uuid[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::timestamptz[], ?::timestamptz[], ?::date[], ?::text[], ?::uuid[], ?::text[],
                ?::text[], ?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::timestamptz[],
                ?::timestamptz[], ?::text[], ?::timestamptz[], ?::boolean[])
            on conflict (id) do nothing
            returning id
            """;

    private static final String UPDATE =
            """
            update notification as n
            set status = u.status, reason = u.reason, provider_code = u.provider_code, channel = u.channel,
                sequence = u.sequence, created_at = u.created_at, updated_at = u.updated_at,
                due_by = u.due_by, overdue = u.overdue, overdue_since = u.overdue_since,
                replied = u.replied
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::timestamptz[],
                ?::timestamptz[], ?::timestamptz[], ?::text[], ?::timestamptz[], ?::boolean[])
                as u (id, status, reason, provider_code, channel, sequence, created_at, updated_at, due_by,
                    overdue, overdue_since, replied)
            where n.id = u.id
            """;

    private static final String COMPLETE =
            """
            update notification as n
            set template = u.template, template_version = u.template_version, category = u.category,
                lane = u.lane, proof_code = u.proof_code, reference_digest = u.reference_digest,
                not_before = u.not_before, expires_at = u.expires_at, recipient_day = u.recipient_day,
                recipient_box = u.recipient_box, batch = u.batch
            from unnest(?::uuid[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[], ?::timestamptz[], ?::date[], ?::text[], ?::uuid[])
                as u (id, template, template_version, category, lane, proof_code, reference_digest, not_before,
                    expires_at, recipient_day, recipient_box, batch)
            where n.id = u.id
            """;

    private static final String COLUMNS =
            """
            select id, service, template, template_version, category, lane, proof_code, reference_digest,
                not_before, expires_at, recipient_day, recipient_box, status, reason, provider_code, channel,
                sequence, created_at, updated_at, batch, due_by, overdue, overdue_since, replied
            from notification
            """;

    /** From the index alone: a file has at most 100 000 rows. */
    static final String COUNT_BATCH =
            """
            select status, count(*) from notification where service = ? and batch = ? group by status
            """;

    static final String DUE = "where due_by <= ? order by due_by limit ? for update skip locked";

    private final AgroalDataSource dataSource;

    Notifications(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Adds the notifications that are not there yet; waits for another writer that is adding the same.
     *
     * @param rows in the order of their keys
     * @return the ids of those that were added
     */
    @Transactional(MANDATORY)
    Set<UUID> addAbsent(List<NotificationRow> rows) {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement(ADD_ABSENT)) {
            var columns = new Columns<>(connection, rows);
            insert.setArray(1, columns.of(NotificationRow::id));
            insert.setArray(2, columns.of(NotificationRow::service));
            setRequests(insert, 3, columns);
            insert.setArray(14, columns.of(row -> row.standing().status()));
            insert.setArray(15, columns.of(row -> row.standing().reason()));
            insert.setArray(16, columns.of(row -> row.standing().providerCode()));
            insert.setArray(17, columns.of(row -> row.standing().channel()));
            insert.setArray(18, columns.of(NotificationRow::sequence));
            insert.setArray(19, columns.of(row -> row.standing().createdAt()));
            insert.setArray(20, columns.of(row -> row.standing().updatedAt()));
            setWatches(insert, 21, columns);
            insert.setArray(24, columns.of(row -> row.standing().replied()));
            Set<UUID> added = new HashSet<>();
            try (var ids = insert.executeQuery()) {
                while (ids.next()) {
                    added.add(ids.getObject(1, UUID.class));
                }
            }
            return added;
        } catch (SQLException e) {
            throw new StorageFailed("notifications could not be added", e);
        }
    }

    /** Locks these notifications in the order of their keys, and tells what they show now. */
    @Transactional(MANDATORY)
    List<NotificationRow> lock(Collection<UUID> ids) {
        return read(
                COLUMNS + "where id = any(?) order by id for update",
                (connection, select) ->
                        select.setArray(1, connection.createArrayOf("uuid", ids.toArray())));
    }

    /**
     * Locks notifications to which nothing happened in time, the longest overdue first; leaves out what
     * others hold.
     */
    @Transactional(MANDATORY)
    List<NotificationRow> lockDue(Instant now, int atMost) {
        return read(
                COLUMNS + DUE,
                (_, select) -> {
                    select.setObject(1, databaseTime(now));
                    select.setInt(2, atMost);
                });
    }

    /** Writes what has changed of locked notifications. */
    @Transactional(MANDATORY)
    void update(List<NotificationRow> changed) {
        if (changed.isEmpty()) {
            return;
        }
        try (var connection = dataSource.getConnection();
                var update = connection.prepareStatement(UPDATE)) {
            var columns = new Columns<>(connection, changed);
            update.setArray(1, columns.of(NotificationRow::id));
            update.setArray(2, columns.of(row -> row.standing().status()));
            update.setArray(3, columns.of(row -> row.standing().reason()));
            update.setArray(4, columns.of(row -> row.standing().providerCode()));
            update.setArray(5, columns.of(row -> row.standing().channel()));
            update.setArray(6, columns.of(NotificationRow::sequence));
            update.setArray(7, columns.of(row -> row.standing().createdAt()));
            update.setArray(8, columns.of(row -> row.standing().updatedAt()));
            setWatches(update, 9, columns);
            update.setArray(12, columns.of(row -> row.standing().replied()));
            update.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("notifications could not be updated", e);
        }
    }

    /** Writes what the requests say of locked notifications that other facts had overtaken. */
    @Transactional(MANDATORY)
    void complete(List<NotificationRow> late) {
        if (late.isEmpty()) {
            return;
        }
        try (var connection = dataSource.getConnection();
                var update = connection.prepareStatement(COMPLETE)) {
            var columns = new Columns<>(connection, late);
            update.setArray(1, columns.of(NotificationRow::id));
            setRequests(update, 2, columns);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("notifications could not be completed", e);
        }
    }

    /** The notification of this service; another's is absent. */
    Optional<NotificationRow> find(String service, UUID id) {
        return read(
                        COLUMNS + "where service = ? and id = ?",
                        (_, select) -> {
                            select.setString(1, service);
                            select.setObject(2, id);
                        })
                .stream()
                .findFirst();
    }

    /** One page of the notifications of a service, newest first. */
    List<NotificationRow> page(String service, NotificationFilter filter, int atMost) {
        var query = new Query(service);
        query.narrow("status = any(?)", statusOf(filter));
        query.narrow("reference_digest = ?", filter.referenceDigest());
        query.narrow("template = ?", filter.template());
        query.narrow(overdue(filter));
        query.narrow("created_at >= ?", databaseTime(filter.from()));
        query.narrow("created_at < ?", databaseTime(filter.to()));
        var after = filter.after();
        if (after != null) {
            query.narrow("(created_at, id) < (?, ?)", databaseTime(after.createdAt()), after.id());
        }
        return read(query.newestFirst(), (_, select) -> query.fill(select, atMost));
    }

    /** How many notifications of a file of this service have each status. */
    Map<PublicStatus, Integer> countBatch(String service, UUID batch) {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(COUNT_BATCH)) {
            select.setString(1, service);
            select.setObject(2, batch);
            var counts = new EnumMap<PublicStatus, Integer>(PublicStatus.class);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    counts.put(PublicStatus.valueOf(rows.getString(1)), rows.getInt(2));
                }
            }
            return counts;
        } catch (SQLException e) {
            throw new StorageFailed("the rows of a file could not be counted", e);
        }
    }

    private static @Nullable String overdue(NotificationFilter filter) {
        return switch (filter.overdue()) {
            case null -> null;
            case Boolean overdue when overdue -> "overdue is not null";
            case Boolean _ -> "overdue is null";
        };
    }

    private static String @Nullable [] statusOf(NotificationFilter filter) {
        return filter.status().isEmpty()
                ? null
                : filter.status().stream().map(Enum::name).toArray(String[]::new);
    }

    private static @Nullable OffsetDateTime databaseTime(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private List<NotificationRow> read(String sql, Parameters parameters) {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(sql)) {
            parameters.set(connection, select);
            List<NotificationRow> found = new ArrayList<>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(row(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new StorageFailed("notifications could not be read", e);
        }
    }

    private static NotificationRow row(ResultSet rows) throws SQLException {
        return new NotificationRow(
                rows.getObject(1, UUID.class),
                rows.getString(2),
                request(rows),
                standing(rows),
                new Watch(
                        instant(rows, 21),
                        word(Overdue.class, rows.getString(22)),
                        instant(rows, 23)),
                rows.getLong(17));
    }

    private static @Nullable Request request(ResultSet rows) throws SQLException {
        var template = rows.getString(3);
        if (template == null) {
            return null;
        }
        return new Request(
                template,
                rows.getInt(4),
                Category.valueOf(rows.getString(5)),
                Lane.valueOf(rows.getString(6)),
                rows.getString(7),
                rows.getString(8),
                instant(rows, 9),
                rows.getObject(10, OffsetDateTime.class).toInstant(),
                new Sealed(rows.getObject(11, LocalDate.class), rows.getString(12)),
                rows.getObject(20, UUID.class));
    }

    private static Standing standing(ResultSet rows) throws SQLException {
        return new Standing(
                PublicStatus.valueOf(rows.getString(13)),
                word(Reason.class, rows.getString(14)),
                rows.getString(15),
                null,
                word(Channel.class, rows.getString(16)),
                rows.getBoolean(24),
                rows.getObject(18, OffsetDateTime.class).toInstant(),
                rows.getObject(19, OffsetDateTime.class).toInstant());
    }

    private static <E extends Enum<E>> @Nullable E word(Class<E> type, @Nullable String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }

    private static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        var time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private interface Parameters {

        void set(Connection connection, PreparedStatement select) throws SQLException;
    }

    /** A select that narrows as far as the reader asks. */
    private static final class Query {

        private final StringBuilder sql = new StringBuilder(COLUMNS).append("where service = ?");
        private final List<Object> values = new ArrayList<>();

        Query(String service) {
            values.add(service);
        }

        void narrow(@Nullable String condition) {
            if (condition != null) {
                sql.append(" and ").append(condition);
            }
        }

        void narrow(String condition, @Nullable Object value) {
            if (value != null) {
                sql.append(" and ").append(condition);
                values.add(value);
            }
        }

        void narrow(String condition, @Nullable Object value, Object second) {
            if (value != null) {
                narrow(condition, value);
                values.add(second);
            }
        }

        String newestFirst() {
            return sql.append(" order by created_at desc, id desc limit ?").toString();
        }

        void fill(PreparedStatement select, int atMost) throws SQLException {
            for (var i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            select.setInt(values.size() + 1, atMost);
        }
    }

    /** The three columns of the watch, from this parameter on. */
    private static void setWatches(
            PreparedStatement statement, int first, Columns<NotificationRow> columns)
            throws SQLException {
        statement.setArray(first, columns.of(row -> row.watch().dueBy()));
        statement.setArray(first + 1, columns.of(row -> row.watch().overdue()));
        statement.setArray(first + 2, columns.of(row -> row.watch().since()));
    }

    /** The eleven columns that the request fills, from this parameter on. */
    private static void setRequests(
            PreparedStatement statement, int first, Columns<NotificationRow> columns)
            throws SQLException {
        statement.setArray(first, columns.of(ofRequest(Request::template)));
        statement.setArray(first + 1, columns.of(ofRequest(Request::templateVersion)));
        statement.setArray(first + 2, columns.of(ofRequest(Request::category)));
        statement.setArray(first + 3, columns.of(ofRequest(Request::lane)));
        statement.setArray(first + 4, columns.of(ofRequest(Request::proofCode)));
        statement.setArray(first + 5, columns.of(ofRequest(Request::referenceDigest)));
        statement.setArray(first + 6, columns.of(ofRequest(Request::notBefore)));
        statement.setArray(first + 7, columns.of(ofRequest(Request::expiresAt)));
        statement.setArray(first + 8, columns.of(ofRequest(it -> it.recipient().day())));
        statement.setArray(first + 9, columns.of(ofRequest(it -> it.recipient().box())));
        statement.setArray(first + 10, columns.of(ofRequest(Request::batch)));
    }

    private static Function<NotificationRow, @Nullable Object> ofRequest(
            Function<Request, @Nullable Object> column) {
        return row -> row.request() == null ? null : column.apply(row.request());
    }
}
