package fr.gouv.notifications.preferences.citizen;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** All refusals in the database. */
@ApplicationScoped
class OptOuts implements PanacheRepositoryBase<OptOut, Refusal> {

    private static final String PUT =
            """
            insert into opt_out (service, digest, refused_at) values (:service, :digest, :now)
            on conflict do nothing
            """;

    /** Notes a refusal; one that is known keeps its date. */
    void put(Refusal refusal, Instant now) {
        getEntityManager()
                .createNativeQuery(PUT)
                .setParameter("service", refusal.service())
                .setParameter("digest", refusal.digest())
                .setParameter("now", now)
                .executeUpdate();
    }
}
