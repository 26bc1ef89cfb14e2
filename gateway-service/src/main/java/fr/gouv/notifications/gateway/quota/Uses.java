package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What all replicas together have reserved of each limit: one row for a service, a limit and a window.
 * Every method is one short transaction of its own and blocks for it.
 */
@ApplicationScoped
class Uses {

    private static final int PATIENCE_SECONDS = 3;

    private static final String OPEN =
            """
            insert into quota_use (service, name, starts_at, ends_at, reserved)
            values (?, ?, ?, ?, 0)
            on conflict do nothing
            """;
    private static final String LOCK =
            """
            select u.reserved, l.size
            from quota_use u
            left join service_limit l on l.service = u.service and l.name = u.name
            where u.service = ? and u.name = ? and u.starts_at = ?
            for update of u
            """;
    private static final String RESERVE =
            """
            update quota_use set reserved = reserved + ?
            where service = ? and name = ? and starts_at = ?
            """;
    private static final String READ =
            "select reserved from quota_use where service = ? and name = ? and starts_at = ?";
    private static final String FORGET =
            """
            delete from quota_use where (service, name, starts_at) in (
                select service, name, starts_at from quota_use where ends_at < ?
                order by ends_at limit ? for update skip locked)
            """;

    private final AgroalDataSource dataSource;
    private final QuotaConfig config;

    Uses(AgroalDataSource dataSource, QuotaConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /** Whose limit it is. */
    record Key(String service, Limit limit) {}

    /**
     * What was reserved.
     *
     * @param granted to the caller; 0 when the limit is reached
     * @param size of the limit at that moment
     * @param reserved by all, this included
     */
    record Grant(long granted, long size, long reserved) {}

    /** A reserve that nobody needs. */
    record Unused(Key key, Window window, long amount) {

        static final Comparator<Unused> ORDER =
                Comparator.comparing((Unused unused) -> unused.key().service())
                        .thenComparing(unused -> unused.key().limit());
    }

    private interface Work<T> {

        T on(Connection connection) throws SQLException;
    }

    /**
     * Reserves a part of the limit, never more than is left of it.
     *
     * @param wish what to reserve when so much is left; no more than that
     */
    Grant reserve(Key key, Window window, LongUnaryOperator wish) {
        return inTransaction(
                connection -> {
                    var standing = locked(connection, key, window);
                    if (standing == null) {
                        open(connection, key, window);
                        standing = locked(connection, key, window);
                    }
                    if (standing == null) {
                        throw new IllegalStateException("a window that was opened is there");
                    }
                    var left = Math.max(0, standing.size() - standing.reserved());
                    var granted = Math.clamp(wish.applyAsLong(left), 0, left);
                    if (granted > 0) {
                        add(connection, key, window, granted);
                    }
                    return new Grant(granted, standing.size(), standing.reserved() + granted);
                });
    }

    private @Nullable Grant locked(Connection connection, Key key, Window window)
            throws SQLException {
        try (var statement = prepared(connection, LOCK)) {
            name(statement, 1, key, window);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                var size = rows.getObject("size", Long.class);
                return new Grant(
                        0,
                        size == null ? config.size(key.limit()) : size,
                        rows.getLong("reserved"));
            }
        }
    }

    private static void open(Connection connection, Key key, Window window) throws SQLException {
        try (var statement = prepared(connection, OPEN)) {
            name(statement, 1, key, window);
            statement.setObject(4, window.end().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    private static void add(Connection connection, Key key, Window window, long amount)
            throws SQLException {
        try (var statement = prepared(connection, RESERVE)) {
            statement.setLong(1, amount);
            name(statement, 2, key, window);
            statement.executeUpdate();
        }
    }

    /**
     * Lets others have what nobody used here.
     *
     * @throws Refused when that certainly did not happen; when nobody can tell it counts as done,
     *     because what is given back and used all the same would exceed the limit
     */
    void giveBack(List<Unused> unused) {
        // In one order everywhere: two replicas with the same rows would wait for each other.
        var sorted = unused.stream().sorted(Unused.ORDER).toList();
        var isWritten = new AtomicBoolean();
        try {
            inTransaction(
                    connection -> {
                        for (var each : sorted) {
                            add(connection, each.key(), each.window(), -each.amount());
                        }
                        isWritten.set(true);
                        return sorted.size();
                    });
        } catch (Refused away) {
            if (!isWritten.get()) {
                throw away;
            }
        }
    }

    /** What is reserved of each limit of a service in the window of this instant. */
    Map<Limit, Long> reserved(String service, Instant now) {
        return inTransaction(
                connection -> {
                    var reserved = new EnumMap<Limit, Long>(Limit.class);
                    try (var statement = prepared(connection, READ)) {
                        for (var limit : Limit.values()) {
                            name(statement, 1, new Key(service, limit), limit.period().at(now));
                            try (var rows = statement.executeQuery()) {
                                reserved.put(limit, rows.next() ? rows.getLong("reserved") : 0L);
                            }
                        }
                    }
                    return reserved;
                });
    }

    /** Forgets windows that ended long ago, the oldest first; how many that were. */
    int forget(Instant now, int atMost) {
        return inTransaction(
                connection -> {
                    try (var statement = prepared(connection, FORGET)) {
                        var before = now.minus(config.rememberedFor());
                        statement.setObject(1, before.atOffset(ZoneOffset.UTC));
                        statement.setInt(2, atMost);
                        return statement.executeUpdate();
                    }
                });
    }

    private static void name(PreparedStatement statement, int from, Key key, Window window)
            throws SQLException {
        statement.setString(from, key.service());
        statement.setString(from + 1, key.limit().word());
        statement.setObject(from + 2, window.start().atOffset(ZoneOffset.UTC));
    }

    private static PreparedStatement prepared(Connection connection, String sql)
            throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(PATIENCE_SECONDS);
        return statement;
    }

    private <T> T inTransaction(Work<T> work) {
        try {
            return QuarkusTransaction.requiringNew()
                    .call(
                            () -> {
                                try (var connection = dataSource.getConnection()) {
                                    return work.on(connection);
                                }
                            });
        } catch (QuarkusTransactionException _) {
            throw StorageAway.refused();
        }
    }
}
