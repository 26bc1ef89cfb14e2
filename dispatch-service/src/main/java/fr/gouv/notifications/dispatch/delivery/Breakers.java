package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.BreakerState;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.eventing.Outbox;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rows of breakers. Every change is one conditional statement, so that of several replicas one makes
 * it, and is told in the same transaction.
 */
@ApplicationScoped
class Breakers {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final String COLUMNS =
            "provider, channel, state, why, since, next_probe, version";

    private final AgroalDataSource dataSource;
    private final Outbox outbox;

    Breakers(AgroalDataSource dataSource, Outbox outbox) {
        this.dataSource = dataSource;
        this.outbox = outbox;
    }

    /** All that ever failed. */
    List<Breaker> all() {
        return run("select " + COLUMNS + " from breaker", _ -> {});
    }

    /** Holds its messages; empty when another replica had them held already. */
    @Transactional
    Optional<Breaker> open(String provider, Channel channel, String why, Instant now) {
        return told(
                run(
                        """
                        insert into breaker (provider, channel, state, why, since, pause_ms, next_probe,
                            version)
                        values (?, ?, 'open', ?, ?, ?, ?, 1)
                        on conflict (provider, channel) do update
                        set state = 'open', why = excluded.why, since = excluded.since,
                            pause_ms = excluded.pause_ms, next_probe = excluded.next_probe,
                            version = breaker.version + 1
                        where breaker.state = 'closed'
                        returning %s
                        """,
                        statement -> {
                            statement.setString(1, provider);
                            statement.setString(2, word(channel));
                            statement.setString(3, why);
                            instant(statement, 4, now);
                            statement.setLong(5, FIRST_PAUSE.toMillis());
                            instant(statement, 6, now.plus(FIRST_PAUSE));
                        }),
                now);
    }

    /** Lets the caller probe it until then; empty when it is not due, or another replica does. */
    @Transactional
    Optional<Breaker> probe(String provider, Channel channel, Instant now, Instant until) {
        return told(
                run(
                        """
                        update breaker set state = 'half-open', probe_until = ?, version = version + 1
                        where provider = ? and channel = ?
                          and ((state = 'open' and next_probe <= ?)
                            or (state = 'half-open' and probe_until < ?))
                        returning %s
                        """,
                        statement -> {
                            instant(statement, 1, until);
                            statement.setString(2, provider);
                            statement.setString(3, word(channel));
                            instant(statement, 4, now);
                            instant(statement, 5, now);
                        }),
                now);
    }

    /** The probe failed: the next one comes later than the last. */
    @Transactional
    Optional<Breaker> failed(Breaker probed, Duration longestPause, Instant now) {
        return told(
                run(
                        """
                        update breaker set state = 'open', probe_until = null, version = version + 1,
                            pause_ms = least(pause_ms * 2, ?),
                            next_probe = ?::timestamptz
                                + least(pause_ms * 2, ?) * interval '1 millisecond'
                        where provider = ? and channel = ? and version = ?
                        returning %s
                        """,
                        statement -> {
                            statement.setLong(1, longestPause.toMillis());
                            instant(statement, 2, now);
                            statement.setLong(3, longestPause.toMillis());
                            statement.setString(4, probed.provider());
                            statement.setString(5, word(probed.channel()));
                            statement.setLong(6, probed.version());
                        }),
                now);
    }

    /** The probe succeeded: messages flow. */
    @Transactional
    Optional<Breaker> close(Breaker probed, Instant now) {
        return told(
                run(
                        """
                        update breaker set state = 'closed', why = null, since = ?, probe_until = null,
                            version = version + 1
                        where provider = ? and channel = ? and version = ?
                        returning %s
                        """,
                        statement -> {
                            instant(statement, 1, now);
                            statement.setString(2, probed.provider());
                            statement.setString(3, word(probed.channel()));
                            statement.setLong(4, probed.version());
                        }),
                now);
    }

    private Optional<Breaker> told(List<Breaker> changed, Instant now) {
        outbox.tellAll(changed.stream().map(breaker -> breaker.changed(now)).toList());
        return changed.stream().findFirst();
    }

    private List<Breaker> run(String sql, Filling filling) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql.formatted(COLUMNS))) {
            filling.fill(statement);
            var found = new ArrayList<Breaker>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(breaker(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new TasksFailedException(e);
        }
    }

    private static Breaker breaker(ResultSet row) throws SQLException {
        return new Breaker(
                row.getString("provider"),
                Channel.valueOf(row.getString("channel").toUpperCase(Locale.ROOT)),
                BreakerState.valueOf(
                        row.getString("state").toUpperCase(Locale.ROOT).replace('-', '_')),
                row.getString("why"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getObject("next_probe", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
    }

    private static void instant(PreparedStatement statement, int index, Instant value)
            throws SQLException {
        statement.setObject(index, value.atOffset(ZoneOffset.UTC));
    }

    private static String word(Channel channel) {
        return channel.name().toLowerCase(Locale.ROOT);
    }

    private interface Filling {

        void fill(PreparedStatement statement) throws SQLException;
    }
}
