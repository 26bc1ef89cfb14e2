package fr.gouv.notifications.gateway.template;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** The slugs under which services publish; every query names the service. */
@ApplicationScoped
class TemplateSlugs implements PanacheRepositoryBase<Template, Long> {

    Optional<Template> named(String service, String slug) {
        return find("service = ?1 and slug = ?2", service, slug).firstResultOptional();
    }

    List<Template> of(String service) {
        return list("service = ?1 order by slug", service);
    }

    /** The slug, made if need be, and held until the end of the transaction. */
    Template locked(String service, String slug) {
        getEntityManager()
                .createNativeQuery(
                        "insert into template (service, slug, version) values (:service, :slug, 0)"
                                + " on conflict do nothing")
                .setParameter("service", service)
                .setParameter("slug", slug)
                .executeUpdate();
        return find("service = ?1 and slug = ?2", service, slug)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }
}
