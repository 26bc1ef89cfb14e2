package fr.gouv.notifications.gateway.access;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The services that are registered, and those that were only begun. */
@ApplicationScoped
class RegisteredServices implements PanacheRepositoryBase<RegisteredService, String> {

    /**
     * Begins a service, or begins anew one that was never completed.
     *
     * @return the number of this attempt, empty when the service is complete
     */
    @Transactional
    OptionalInt begin(ServiceDescription description, Instant now) {
        var attempts =
                getEntityManager()
                        .createNativeQuery(
                                """
                                insert into service (slug, name, contact, reply_to, state, attempt, created_at)
                                values (:slug, :name, :contact, :replyTo, 'CREATING', 1, :now)
                                on conflict (slug) do update
                                set name = excluded.name, contact = excluded.contact,
                                    reply_to = excluded.reply_to, attempt = service.attempt + 1,
                                    created_at = excluded.created_at
                                where service.state = 'CREATING'
                                returning attempt
                                """,
                                Integer.class)
                        .setParameter("slug", description.slug())
                        .setParameter("name", description.name())
                        .setParameter("contact", description.contact())
                        .setParameter("replyTo", description.replyTo())
                        .setParameter("now", now)
                        .getResultList();
        return attempts.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((Integer) attempts.getFirst());
    }

    /** Completes a service, unless a later attempt has taken over. */
    @Transactional
    Optional<Tenant> complete(String slug, int attempt) {
        var begun =
                find(
                                "slug = ?1 and attempt = ?2 and state = ?3",
                                slug,
                                attempt,
                                RegisteredService.State.CREATING)
                        .withLock(LockModeType.PESSIMISTIC_WRITE)
                        .firstResultOptional();
        begun.ifPresent(RegisteredService::activate);
        return begun.map(RegisteredService::tenant);
    }

    /** Removes services that were begun before this instant and never completed, with their doors; how many. */
    @Transactional
    int forgetBegun(Instant before, int atMost) {
        return getEntityManager()
                .createNativeQuery(
                        """
                        with picked as (
                            select slug from service
                            where state = 'CREATING' and created_at < :before
                            order by created_at limit :atMost for update skip locked
                        ), doors as (
                            delete from kafka_door using picked where service = picked.slug
                        ), limits as (
                            delete from service_limit using picked where service = picked.slug
                        )
                        delete from service using picked where service.slug = picked.slug
                        """)
                .setParameter("before", before)
                .setParameter("atMost", atMost)
                .executeUpdate();
    }

    @Transactional
    Optional<Tenant> active(String slug) {
        return findByIdOptional(slug)
                .filter(RegisteredService::isActive)
                .map(RegisteredService::tenant)
                .map(this::heldBack);
    }

    /** Held back to the test recipients of its domain while that is not in order. */
    private Tenant heldBack(Tenant tenant) {
        var domain = tenant.fromDomain();
        if (domain == null) {
            return tenant;
        }
        List<?> recipients =
                getEntityManager()
                        .createNativeQuery(
                                "select test_recipients from sending_domain where domain = :domain and held",
                                String.class)
                        .setParameter("domain", domain)
                        .getResultList();
        return recipients.isEmpty()
                ? tenant
                : tenant.heldTo(Set.of(((String) recipients.getFirst()).split(" ")));
    }

    @Transactional
    List<Tenant> allActive() {
        return find("state = ?1 order by slug", RegisteredService.State.ACTIVE).stream()
                .map(RegisteredService::tenant)
                .toList();
    }
}
