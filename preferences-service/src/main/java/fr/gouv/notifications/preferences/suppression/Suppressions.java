package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import jakarta.enterprise.context.ApplicationScoped;
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
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All hits and what follows from them, in the database; each method is one statement for many rows. */
@ApplicationScoped
class Suppressions {

    private static final long TURN = 0x5355_5050_5245_5353L;

    private static final String REMEMBER =
            """
            insert into suppression_hit (digest, notification_id, rule, channel, service, reason, code, at)
            select distinct on (digest, notification_id, rule) *
            from unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[]) as hit (digest, notification_id, rule, channel, service, reason, code, at)
            order by digest, notification_id, rule, at
            on conflict (digest, notification_id, rule) do update
            set at = excluded.at where excluded.at < suppression_hit.at
            """;

    private static final String HITS =
            """
            select digest, notification_id, rule, channel, service, reason, code, at
            from suppression_hit where digest = any (?)
            """;

    private static final String PUT =
            """
            insert into suppression (id, digest, scope, channel, rule, reason, code, since, last_at, until)
            select gen_random_uuid(), digest, scope, channel, rule, reason, code, ?, last_at, until
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                ?::timestamptz[]) as v (digest, scope, channel, rule, reason, code, last_at, until)
            on conflict (digest, scope) do update
            set channel = excluded.channel, rule = excluded.rule, reason = excluded.reason,
                code = excluded.code, last_at = excluded.last_at, until = excluded.until,
                since = case when suppression.until < excluded.since
                    then excluded.since else suppression.since end
            where (suppression.rule, suppression.last_at, suppression.until)
                is distinct from (excluded.rule, excluded.last_at, excluded.until)
            returning digest, scope
            """;

    private static final String FORGET =
            """
            with ended as (
                delete from suppression where id in (
                    select id from suppression where until < ? order by until limit ?
                    for update skip locked)
                returning 1
            ), old as (
                delete from suppression_hit where (digest, notification_id, rule) in (
                    select digest, notification_id, rule from suppression_hit
                    where at < ? and rule <> 'complaint' order by at limit ? for update skip locked)
                returning 1
            )
            select greatest((select count(*) from ended), (select count(*) from old))
            """;

    private final Statements statements;

    Suppressions(Statements statements) {
        this.statements = statements;
    }

    /** Until the end of the transaction nobody else judges. */
    void waitForTurn() {
        statements.use(
                "select pg_advisory_xact_lock(?)",
                statement -> {
                    statement.setLong(1, TURN);
                    return statement.execute();
                });
    }

    /** Adds what is new; of what is known the earliest time counts. */
    void remember(Collection<Hit> hits) {
        statements.use(
                REMEMBER,
                statement -> {
                    texts(statement, 1, hits, Hit::digest);
                    texts(statement, 2, hits, hit -> hit.notificationId().toString());
                    texts(statement, 3, hits, hit -> hit.rule().word());
                    texts(statement, 4, hits, hit -> hit.channel().name());
                    texts(statement, 5, hits, Hit::service);
                    texts(statement, 6, hits, hit -> name(hit.reason()));
                    texts(statement, 7, hits, Hit::code);
                    texts(statement, 8, hits, hit -> hit.at().toString());
                    return statement.executeUpdate();
                });
    }

    /** All that is known against these addresses. */
    List<Hit> hitsOf(Collection<String> digests) {
        return statements.use(
                HITS,
                statement -> {
                    texts(statement, 1, digests, digest -> digest);
                    List<Hit> hits = new ArrayList<>();
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            hits.add(hit(rows));
                        }
                    }
                    return hits;
                });
    }

    /** Writes the verdicts; returns those that say something new. */
    List<Verdict> put(List<Verdict> verdicts, Instant now) {
        return statements.use(
                PUT,
                statement -> {
                    statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                    texts(statement, 2, verdicts, it -> it.evidence().digest());
                    texts(statement, 3, verdicts, Verdict::scope);
                    texts(statement, 4, verdicts, it -> it.evidence().channel().name());
                    texts(statement, 5, verdicts, it -> it.rule().word());
                    texts(statement, 6, verdicts, it -> name(it.evidence().reason()));
                    texts(statement, 7, verdicts, it -> it.evidence().code());
                    texts(statement, 8, verdicts, it -> it.evidence().at().toString());
                    texts(
                            statement,
                            9,
                            verdicts,
                            it -> it.until() == null ? null : it.until().toString());
                    Set<List<String>> changed = new HashSet<>();
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            changed.add(List.of(rows.getString(1), rows.getString(2)));
                        }
                    }
                    return verdicts.stream()
                            .filter(
                                    it ->
                                            changed.contains(
                                                    List.of(it.evidence().digest(), it.scope())))
                            .toList();
                });
    }

    /** Removes what ended before, and hits that are older; returns how many rows of either at most. */
    int forget(Instant endedBefore, Instant hitsBefore, int atMost) {
        return statements.use(
                FORGET,
                statement -> {
                    statement.setObject(1, endedBefore.atOffset(ZoneOffset.UTC));
                    statement.setInt(2, atMost);
                    statement.setObject(3, hitsBefore.atOffset(ZoneOffset.UTC));
                    statement.setInt(4, atMost);
                    try (var rows = statement.executeQuery()) {
                        rows.next();
                        return rows.getInt(1);
                    }
                });
    }

    private static Hit hit(ResultSet row) throws SQLException {
        var reason = row.getString("reason");
        return new Hit(
                row.getString("digest"),
                row.getObject("notification_id", UUID.class),
                Rule.named(row.getString("rule")),
                Channel.valueOf(row.getString("channel")),
                row.getString("service"),
                reason == null ? null : Reason.valueOf(reason),
                row.getString("code"),
                Objects.requireNonNull(row.getObject("at", OffsetDateTime.class)).toInstant());
    }

    private static @Nullable String name(@Nullable Reason reason) {
        return reason == null ? null : reason.name();
    }

    private static <R> void texts(
            PreparedStatement statement,
            int index,
            Collection<R> rows,
            Function<R, @Nullable String> value)
            throws SQLException {
        var values = rows.stream().map(value).toArray(String[]::new);
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }
}
