package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.gateway.access.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The websites that services have declared as their own. */
@ApplicationScoped
class LinkHosts {

    private final EntityManager database;
    private final AuditTrail audit;

    LinkHosts(EntityManager database, AuditTrail audit) {
        this.database = database;
        this.audit = audit;
    }

    @Transactional
    Set<String> of(String service) {
        List<?> hosts =
                database.createNativeQuery(
                                "select host from link_host where service = :service", String.class)
                        .setParameter("service", service)
                        .getResultList();
        return hosts.stream()
                .map(String.class::cast)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Replaces all of them. */
    @Transactional
    void replace(String service, Set<String> hosts, String actor) {
        database.createNativeQuery("delete from link_host where service = :service")
                .setParameter("service", service)
                .executeUpdate();
        for (var host : hosts) {
            database.createNativeQuery(
                            "insert into link_host (service, host) values (:service, :host)")
                    .setParameter("service", service)
                    .setParameter("host", host)
                    .executeUpdate();
        }
        audit.note(actor, "link-hosts-declared", service);
    }
}
