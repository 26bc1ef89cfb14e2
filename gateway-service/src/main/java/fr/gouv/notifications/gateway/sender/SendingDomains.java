package fr.gouv.notifications.gateway.sender;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of domains and their keys. */
@ApplicationScoped
class SendingDomains {

    private final EntityManager database;

    SendingDomains(EntityManager database) {
        this.database = database;
    }

    /** All that this service may write in the name of, the platform's own first; of all services for null. */
    @Transactional
    List<SendingDomain> usableBy(@Nullable String service) {
        return domains(
                rows("where service is null or :all or service = :service "
                                + "order by service nulls first, domain")
                        .setParameter("all", service == null)
                        .setParameter("service", service == null ? "" : service)
                        .getResultList());
    }

    @Transactional
    Optional<SendingDomain> find(String domain) {
        return domains(
                        rows("where domain = :domain")
                                .setParameter("domain", domain)
                                .getResultList())
                .stream()
                .findFirst();
    }

    /** As {@link #find}, held until the end of the transaction. */
    @Transactional(MANDATORY)
    Optional<SendingDomain> locked(String domain) {
        return domains(
                        rows("where domain = :domain for update")
                                .setParameter("domain", domain)
                                .getResultList())
                .stream()
                .findFirst();
    }

    /** Whether it was added now, rather than being there already. */
    @Transactional(MANDATORY)
    boolean add(String domain, @Nullable String service, Instant now) {
        return database.createNativeQuery(
                                """
                                insert into sending_domain (domain, service, held, created_at, check_at)
                                values (:domain, nullif(:service, ''), :service <> '', :now, :now)
                                on conflict do nothing
                                """)
                        .setParameter("domain", domain)
                        .setParameter("service", service == null ? "" : service)
                        .setParameter("now", now)
                        .executeUpdate()
                > 0;
    }

    /** With its keys. */
    @Transactional(MANDATORY)
    void remove(String domain) {
        database.createNativeQuery("delete from sending_domain where domain = :domain")
                .setParameter("domain", domain)
                .executeUpdate();
    }

    @Transactional(MANDATORY)
    void addKey(String domain, String selector, KeyState state, KeyMaker.Made made, Instant now) {
        database.createNativeQuery(
                        """
                        insert into signing_key (domain, selector, state, public_key, sealed, created_at, since)
                        values (:domain, :selector, :state, :publicKey, :sealed, :now, :now)
                        """)
                .setParameter("domain", domain)
                .setParameter("selector", selector)
                .setParameter("state", state.word())
                .setParameter("publicKey", made.publicKey())
                .setParameter("sealed", made.sealed())
                .setParameter("now", now)
                .executeUpdate();
    }

    /** The current key signs no more and its private half is destroyed; the next one takes its turn. */
    @Transactional(MANDATORY)
    void advance(String domain, Instant now) {
        database.createNativeQuery(
                        """
                        update signing_key set state = 'retired', sealed = null, since = :now
                        where domain = :domain and state = 'current'
                        """)
                .setParameter("domain", domain)
                .setParameter("now", now)
                .executeUpdate();
        database.createNativeQuery(
                        """
                        update signing_key set state = 'current', since = :now
                        where domain = :domain and state = 'next'
                        """)
                .setParameter("domain", domain)
                .setParameter("now", now)
                .executeUpdate();
    }

    /** Forgets keys that were retired before this instant. */
    @Transactional(MANDATORY)
    void forgetRetired(String domain, Instant before) {
        database.createNativeQuery(
                        """
                        delete from signing_key
                        where domain = :domain and state = 'retired' and since < :before
                        """)
                .setParameter("domain", domain)
                .setParameter("before", before)
                .executeUpdate();
    }

    /** The key that signs for a domain, still sealed. */
    @Transactional
    Optional<SealedKey> signing(String domain) {
        List<?> rows =
                database.createNativeQuery(
                                """
                        select selector, sealed from signing_key
                        where domain = :domain and state = 'current'
                        """,
                                Tuple.class)
                        .setParameter("domain", domain)
                        .getResultList();
        return rows.stream().map(row -> sealed((Tuple) row)).findFirst();
    }

    private Query rows(String condition) {
        return database.createNativeQuery(
                "select domain, service, created_at from sending_domain " + condition, Tuple.class);
    }

    private List<SendingDomain> domains(List<?> rows) {
        return rows.stream().map(row -> domain((Tuple) row)).toList();
    }

    private SendingDomain domain(Tuple row) {
        var domain = row.get("domain", String.class);
        return new SendingDomain(
                domain,
                row.get("service", String.class),
                row.get("created_at", Instant.class),
                keys(domain));
    }

    private List<DomainKey> keys(String domain) {
        List<?> rows =
                database.createNativeQuery(
                                """
                                select selector, state, public_key, created_at, since from signing_key
                                where domain = :domain order by state, since desc, selector desc
                                """,
                                Tuple.class)
                        .setParameter("domain", domain)
                        .getResultList();
        return rows.stream().map(row -> key(domain, (Tuple) row)).toList();
    }

    private static DomainKey key(String domain, Tuple row) {
        return new DomainKey(
                domain,
                row.get("selector", String.class),
                KeyState.of(row.get("state", String.class)),
                DomainKey.published(row.get("public_key", byte[].class)),
                row.get("created_at", Instant.class),
                row.get("since", Instant.class));
    }

    private static SealedKey sealed(Tuple row) {
        return new SealedKey(row.get("selector", String.class), row.get("sealed", byte[].class));
    }

    /** A private half, sealed. */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    record SealedKey(String selector, byte[] sealed) {}
}
