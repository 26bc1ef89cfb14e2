package fr.gouv.notifications.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** How the e-mails of services are signed by name: who writes, from where, and where one answers. */
@ApplicationScoped
public class ServiceSenders {

    private final EntityManager database;
    private final RegisteredServices services;
    private final Event<ServiceActivated> changes;

    ServiceSenders(
            EntityManager database, RegisteredServices services, Event<ServiceActivated> changes) {
        this.database = database;
        this.services = services;
        this.changes = changes;
    }

    /** The service as it is kept. */
    @Transactional
    public Optional<Tenant> of(String service) {
        return services.active(service);
    }

    /**
     * Sets it; the new one holds for what is accepted within seconds.
     *
     * @param localPart and {@code domain} both empty for the platform's own address of the service
     */
    @Transactional
    public void set(String service, String name, String replyTo, String localPart, String domain) {
        database.createNativeQuery(
                        """
                        update service set name = :name, reply_to = :replyTo,
                            from_local = nullif(:localPart, ''), from_domain = nullif(:domain, '')
                        where slug = :service
                        """)
                .setParameter("name", name)
                .setParameter("replyTo", replyTo)
                .setParameter("localPart", localPart)
                .setParameter("domain", domain)
                .setParameter("service", service)
                .executeUpdate();
        changed(service);
    }

    /** Those that write in the name of this domain. */
    @Transactional
    public List<String> writingAs(String domain) {
        List<?> slugs =
                database.createNativeQuery(
                                "select slug from service where from_domain = :domain order by slug",
                                String.class)
                        .setParameter("domain", domain)
                        .getResultList();
        return slugs.stream().map(String.class::cast).toList();
    }

    /** Makes this replica read the service anew. */
    private void changed(String service) {
        changes.fire(new ServiceActivated(service));
    }
}
