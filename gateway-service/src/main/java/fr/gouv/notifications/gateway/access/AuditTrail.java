package fr.gouv.notifications.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.InstantSource;

/** Remembers who changed what, for those who must account for it. */
@ApplicationScoped
public class AuditTrail {

    private final EntityManager database;
    private final InstantSource clock;

    AuditTrail(EntityManager database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Adds a line, in the caller's transaction if there is one.
     *
     * @param actor the client or agent who did it
     * @param action subject and past participle, in kebab-case
     * @param subject what it was done to
     */
    @Transactional
    public void note(String actor, String action, String subject) {
        database.createNativeQuery(
                        "insert into audit (at, actor, action, subject) values (:at, :actor, :action,"
                                + " :subject)")
                .setParameter("at", clock.instant())
                .setParameter("actor", actor)
                .setParameter("action", action)
                .setParameter("subject", subject)
                .executeUpdate();
    }
}
