package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.preferences.citizen.Refusal;
import fr.gouv.notifications.preferences.citizen.StorageFailed;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** What stands between public services and citizens: refusals, dead addresses and complaints. */
@ApplicationScoped
class Obstacles {

    private static final String AMONG =
            """
            select 'refused', service, digest from opt_out
            where (service, digest) in (select * from unnest(?::text[], ?::text[]))
            union all
            select case s.rule when 'complaint' then 'unwanted' else 'dead' end, a.service, a.digest
            from unnest(?::text[], ?::text[]) as a (service, digest)
                join suppression s on s.digest = a.digest and s.scope in ('*', a.service)
            where (s.until is null or s.until > ?) and not exists (
                select 1 from suppression_lift l
                where l.service = a.service and l.digest = a.digest and l.at > s.last_at)
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
    record Found(Set<Refusal> refused, Set<Refusal> dead, Set<Refusal> unwanted) {}

    /** With one statement, what there is among these possible refusals and addresses. */
    Found among(Collection<Refusal> refusals, Collection<Refusal> addresses, Instant now) {
        var found = new Found(new HashSet<>(), new HashSet<>(), new HashSet<>());
        if (refusals.isEmpty() && addresses.isEmpty()) {
            return found;
        }
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(AMONG)) {
            texts(select, 1, refusals, Refusal::service);
            texts(select, 2, refusals, Refusal::digest);
            texts(select, 3, addresses, Refusal::service);
            texts(select, 4, addresses, Refusal::digest);
            select.setObject(5, now.atOffset(ZoneOffset.UTC));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    var what =
                            switch (rows.getString(1)) {
                                case "refused" -> found.refused();
                                case "dead" -> found.dead();
                                default -> found.unwanted();
                            };
                    what.add(new Refusal(rows.getString(2), rows.getString(3)));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new StorageFailed("refusals and dead addresses could not be read", e);
        }
    }

    private static void texts(
            PreparedStatement statement,
            int index,
            Collection<Refusal> rows,
            Function<Refusal, String> value)
            throws SQLException {
        var values = rows.stream().map(value).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }
}
