package fr.gouv.notifications.gateway.datakey;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;

/** The wrapped data keys. */
@ApplicationScoped
class WrappedKeys implements PanacheRepositoryBase<WrappedKey, WrappedKey.Name> {

    /** Adds a key unless another replica was faster, or the service does not exist. */
    void add(String service, LocalDate day, byte[] wrapped, Instant now) {
        getEntityManager()
                .createNativeQuery(
                        """
                        insert into data_key (service, day, wrapped, created_at)
                        select slug, :day, :wrapped, :now from service where slug = :service
                        on conflict do nothing
                        """)
                .setParameter("service", service)
                .setParameter("day", day)
                .setParameter("wrapped", wrapped)
                .setParameter("now", now)
                .executeUpdate();
    }
}
