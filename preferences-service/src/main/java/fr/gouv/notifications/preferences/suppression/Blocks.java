package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.preferences.suppression.Block.Lift;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The suppressed addresses, as each service may see and lift them. */
@ApplicationScoped
class Blocks {

    private static final String SEEN =
            """
            select s.id, s.channel, s.scope, s.rule, s.reason, s.code, s.since, s.last_at, s.until,
                own.notification_id, l.at as lifted_at, l.who, l.why
            from suppression s
            left join lateral (
                select notification_id from suppression_hit
                where service = ? and digest = s.digest order by at desc limit 1) own on true
            left join lateral (
                select at, who, why from suppression_lift
                where service = ? and digest = s.digest order by at desc limit 1) l on true
            where s.scope in ('*', ?) and (s.until is null or s.until > ?)
            """;

    private static final String OF_ADDRESS = SEEN + " and s.digest = ? order by s.scope";

    private static final String PAGE =
            SEEN
                    + """
                     and s.digest in (select digest from suppression_hit where service = ?)
                        and (s.last_at, s.id) < (
                            coalesce((select last_at from suppression where id = ?::uuid), 'infinity'),
                            coalesce(?::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                    order by s.last_at desc, s.id desc limit ?
                    """;

    // Later than what it is about, whatever the clocks of two services say.
    private static final String LIFT =
            """
            insert into suppression_lift (service, digest, at, who, why)
            select ?, digest, greatest(?, max(last_at) + interval '1 microsecond'), ?, ?
            from suppression where digest = ? and scope in ('*', ?) group by digest
            """;

    private final Statements statements;

    Blocks(Statements statements) {
        this.statements = statements;
    }

    /** What keeps this service, or would if it had not been lifted, from this address. */
    List<Block> ofAddress(String service, String digest, Instant now) {
        return statements.use(
                OF_ADDRESS,
                statement -> {
                    seen(statement, service, now);
                    statement.setString(5, digest);
                    return blocks(statement);
                });
    }

    /**
     * The addresses that did not take messages of this service, newest first.
     *
     * @param before the last of the page before
     */
    List<Block> page(String service, @Nullable UUID before, int atMost, Instant now) {
        return statements.use(
                PAGE,
                statement -> {
                    seen(statement, service, now);
                    statement.setString(5, service);
                    statement.setObject(6, before);
                    statement.setObject(7, before);
                    statement.setInt(8, atMost);
                    return blocks(statement);
                });
    }

    /** From now on the service writes to the address again, until it is hit once more. */
    void lift(String service, String digest, Lift lift) {
        statements.use(
                LIFT,
                statement -> {
                    statement.setString(1, service);
                    statement.setObject(2, lift.at().atOffset(ZoneOffset.UTC));
                    statement.setString(3, lift.who());
                    statement.setString(4, lift.why());
                    statement.setString(5, digest);
                    statement.setString(6, service);
                    return statement.executeUpdate();
                });
    }

    private static void seen(PreparedStatement statement, String service, Instant now)
            throws SQLException {
        statement.setString(1, service);
        statement.setString(2, service);
        statement.setString(3, service);
        statement.setObject(4, now.atOffset(ZoneOffset.UTC));
    }

    private static List<Block> blocks(PreparedStatement statement) throws SQLException {
        List<Block> blocks = new ArrayList<>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                blocks.add(block(rows));
            }
        }
        return blocks;
    }

    private static Block block(ResultSet row) throws SQLException {
        var own = row.getObject("notification_id", UUID.class);
        var lastAt = row.getObject("last_at", OffsetDateTime.class).toInstant();
        var until = row.getObject("until", OffsetDateTime.class);
        var liftedAt = row.getObject("lifted_at", OffsetDateTime.class);
        var lift =
                liftedAt == null
                        ? null
                        : new Lift(
                                liftedAt.toInstant(), row.getString("who"), row.getString("why"));
        return new Block(
                row.getObject("id", UUID.class),
                row.getString("channel").toLowerCase(Locale.ROOT),
                row.getString("scope").equals(Verdict.EVERYBODY) ? "platform" : "service",
                row.getString("rule"),
                word(row.getString("reason")),
                row.getString("code"),
                lift == null || !lift.at().isAfter(lastAt),
                own,
                shown(row.getObject("since", OffsetDateTime.class).toInstant(), own),
                shown(lastAt, own),
                until == null ? null : shown(until.toInstant(), own),
                lift);
    }

    /** To the day, unless the service's own message is what failed. */
    private static Instant shown(Instant at, @Nullable UUID own) {
        return own == null ? at.truncatedTo(ChronoUnit.DAYS) : at;
    }

    private static @Nullable String word(@Nullable String constant) {
        return constant == null ? null : constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
