package fr.gouv.notifications.gateway.sender;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.gateway.doctor.Finding;
import fr.gouv.notifications.gateway.doctor.Health;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What examinations found, in the rows of the domains. */
@ApplicationScoped
class DomainChecks {

    private final EntityManager database;
    private final ObjectMapper json;

    DomainChecks(EntityManager database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    @Transactional
    Standing of(String domain) {
        List<?> rows =
                rows("""
                                select health, held, checked_at, findings, test_recipients
                                from sending_domain where domain = :domain
                                """)
                        .setParameter("domain", domain)
                        .getResultList();
        return rows.isEmpty()
                ? new Standing(null, true, null, List.of(), 0)
                : standing((Tuple) rows.getFirst());
    }

    /** Some domains that are due, and moves them ahead: of several replicas one examines each. */
    @Transactional
    List<String> claim(Instant now, Instant until, int atMost) {
        List<?> due =
                database.createNativeQuery(
                                """
                                update sending_domain set check_at = :until
                                where domain in (
                                    select domain from sending_domain where check_at <= :now
                                    order by check_at limit :most for update skip locked)
                                returning domain
                                """,
                                String.class)
                        .setParameter("until", until)
                        .setParameter("now", now)
                        .setParameter("most", atMost)
                        .getResultList();
        return due.stream().map(String.class::cast).toList();
    }

    /** Keeps what was found. Of an examination that nobody answered only the findings, not its end. */
    @Transactional(MANDATORY)
    void save(
            String domain,
            Optional<Health> health,
            List<Finding> findings,
            Instant now,
            Instant next) {
        database.createNativeQuery(
                        """
                        update sending_domain
                        set health = coalesce(nullif(:health, ''), health), findings = :findings,
                            held = case when service is null then false
                                when :health = '' then held else :health <> 'green' end,
                            checked_at = :now, check_at = :next
                        where domain = :domain
                        """)
                .setParameter("health", health.map(Health::word).orElse(""))
                .setParameter("findings", written(findings))
                .setParameter("now", now)
                .setParameter("next", next)
                .setParameter("domain", domain)
                .executeUpdate();
    }

    /** Nobody examines here: nobody is held back. */
    @Transactional
    void holdNobody() {
        database.createNativeQuery("update sending_domain set held = false where held")
                .executeUpdate();
    }

    /** Digests of those who may be written to at any time. */
    @Transactional(MANDATORY)
    void setTestRecipients(String domain, Set<String> digests) {
        database.createNativeQuery(
                        "update sending_domain set test_recipients = :digests where domain = :domain")
                .setParameter("digests", String.join(" ", digests))
                .setParameter("domain", domain)
                .executeUpdate();
    }

    /** How many domains are how well. */
    @Transactional
    Map<String, Long> counted() {
        List<?> rows =
                rows("""
                                select coalesce(health, 'unchecked') as health, count(*) as number
                                from sending_domain group by 1
                                """)
                        .getResultList();
        var counted = new HashMap<String, Long>();
        rows.stream()
                .map(Tuple.class::cast)
                .forEach(
                        row ->
                                counted.put(
                                        row.get("health", String.class),
                                        row.get("number", Long.class)));
        return counted;
    }

    private Query rows(String sql) {
        return database.createNativeQuery(sql, Tuple.class);
    }

    private Standing standing(Tuple row) {
        var health = row.get("health", String.class);
        var recipients = row.get("test_recipients", String.class);
        return new Standing(
                health == null ? null : Health.valueOf(health.toUpperCase(Locale.ROOT)),
                row.get("held", Boolean.class),
                row.get("checked_at", Instant.class),
                read(row.get("findings", String.class)),
                recipients.isEmpty() ? 0 : recipients.split(" ").length);
    }

    private String written(List<Finding> findings) {
        try {
            return json.writeValueAsString(findings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("findings are always JSON", e);
        }
    }

    private List<Finding> read(@Nullable String text) {
        try {
            return text == null
                    ? List.of()
                    : json.readValue(text, new TypeReference<List<Finding>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the findings of a domain cannot be read", e);
        }
    }
}
