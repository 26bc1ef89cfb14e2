package fr.gouv.notifications.gateway.kafkadoor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;

/** Which services have a door, and which replica makes one at the moment. */
@ApplicationScoped
class Doors {

    /** Longer than a provisioner may take; what a crash left behind can be completed after it. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private final EntityManager database;

    Doors(EntityManager database) {
        this.database = database;
    }

    /** Whether the caller may make this door now; nobody else may until the lease lapses. */
    @Transactional
    boolean begin(String service, Instant now) {
        return database.createNativeQuery(
                                """
                                insert into kafka_door (service, leased_until) values (:service, :until)
                                on conflict (service) do update set leased_until = excluded.leased_until
                                where kafka_door.leased_until is null or kafka_door.leased_until < :now
                                """)
                        .setParameter("service", service)
                        .setParameter("until", now.plus(LEASE))
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    /** The door is made, and its user has a new password. */
    @Transactional
    void complete(String service, Instant now) {
        database.createNativeQuery(
                        """
                        update kafka_door set leased_until = null, renewed_at = :now,
                            opened_at = coalesce(opened_at, :now)
                        where service = :service
                        """)
                .setParameter("service", service)
                .setParameter("now", now)
                .executeUpdate();
    }

    /** The attempt failed: the next one need not wait. */
    @Transactional
    void release(String service) {
        database.createNativeQuery(
                        "update kafka_door set leased_until = null where service = :service")
                .setParameter("service", service)
                .executeUpdate();
    }

    /** Removes doors that were begun and not opened, unless somebody worked on them since. */
    @Transactional
    void forgetBegun(Instant before) {
        database.createNativeQuery(
                        """
                        delete from kafka_door
                        where opened_at is null
                          and (leased_until is null or leased_until < :before)
                        """)
                .setParameter("before", before)
                .executeUpdate();
    }
}
