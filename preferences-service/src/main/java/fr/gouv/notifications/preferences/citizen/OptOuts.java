package fr.gouv.notifications.preferences.citizen;

import io.agroal.api.AgroalDataSource;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** All refusals in the database. */
@ApplicationScoped
class OptOuts implements PanacheRepositoryBase<OptOut, Refusal> {

    private static final String AMONG =
            """
            select service, digest from opt_out
            where (service, digest) in (select * from unnest(?::text[], ?::text[]))
            """;

    private static final String PUT =
            """
            insert into opt_out (service, digest, refused_at) values (:service, :digest, :now)
            on conflict do nothing
            """;

    private final AgroalDataSource dataSource;

    OptOuts(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Notes a refusal; one that is known keeps its date. */
    void put(Refusal refusal, Instant now) {
        getEntityManager()
                .createNativeQuery(PUT)
                .setParameter("service", refusal.service())
                .setParameter("digest", refusal.digest())
                .setParameter("now", now)
                .executeUpdate();
    }

    /** Those of the refusals that were made, with one statement. */
    Set<Refusal> among(Collection<Refusal> asked) {
        Set<Refusal> made = new HashSet<>();
        if (asked.isEmpty()) {
            return made;
        }
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(AMONG)) {
            var services = asked.stream().map(Refusal::service).toArray();
            var digests = asked.stream().map(Refusal::digest).toArray();
            select.setArray(1, connection.createArrayOf("text", services));
            select.setArray(2, connection.createArrayOf("text", digests));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    made.add(new Refusal(rows.getString(1), rows.getString(2)));
                }
            }
            return made;
        } catch (SQLException e) {
            throw new StorageFailed("refusals could not be read", e);
        }
    }
}
