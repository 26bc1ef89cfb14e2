package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.preferences.citizen.Refusal;
import fr.gouv.notifications.preferences.citizen.StorageFailed;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What stands between public services and citizens: refusals, dead addresses and complaints. */
@ApplicationScoped
class Obstacles {

    private static final String AMONG =
            """
            select 'refused', service, digest, 0::bigint from opt_out
            where (service, digest) in (select * from unnest(?::text[], ?::text[]))
            union all
            select case s.rule when 'complaint' then 'unwanted' else 'dead' end, a.service, a.digest, a.n
            from unnest(?::text[], ?::text[], ?::timestamptz[]) with ordinality as a (service, digest, at, n)
                join suppression s on s.digest = a.digest and s.scope in ('*', a.service)
            where s.since <= a.at and (s.until is null or s.until > a.at) and not exists (
                select 1 from suppression_lift l
                where l.service = a.service and l.digest = a.digest and l.at > s.last_at and l.at <= a.at)
            """;

    private final AgroalDataSource dataSource;

    Obstacles(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What was found.
     *
     * @param refused refusals that were made
     * @param dead addresses to which this service sends in vain
     * @param unwanted addresses that complained of this service
     */
    record Found(Set<Refusal> refused, Set<Asked> dead, Set<Asked> unwanted) {}

    /**
     * An address as it was when a service asked to write to it: what was learnt later changes nothing,
     * so that a request that is heard again is answered as before.
     */
    record Asked(Refusal address, Instant at) {}

    /** With one statement, what there is among these possible refusals and addresses. */
    Found among(Collection<Refusal> refusals, Collection<Asked> asked) {
        var addresses = List.copyOf(asked);
        var found = new Found(new HashSet<>(), new HashSet<>(), new HashSet<>());
        if (refusals.isEmpty() && addresses.isEmpty()) {
            return found;
        }
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(AMONG)) {
            texts(select, 1, refusals, Refusal::service);
            texts(select, 2, refusals, Refusal::digest);
            texts(select, 3, addresses, one -> one.address().service());
            texts(select, 4, addresses, one -> one.address().digest());
            texts(select, 5, addresses, one -> one.at().toString());
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    switch (rows.getString(1)) {
                        case "refused" ->
                                found.refused()
                                        .add(new Refusal(rows.getString(2), rows.getString(3)));
                        case "dead" -> found.dead().add(addresses.get(rows.getInt(4) - 1));
                        default -> found.unwanted().add(addresses.get(rows.getInt(4) - 1));
                    }
                }
            }
            return found;
        } catch (SQLException e) {
            throw new StorageFailed("refusals and dead addresses could not be read", e);
        }
    }

    private static <T> void texts(
            PreparedStatement statement, int index, Collection<T> rows, Function<T, String> value)
            throws SQLException {
        var values = rows.stream().map(value).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }
}
