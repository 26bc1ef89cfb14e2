package fr.gouv.notifications.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers who changed what, for those who must account for it. Lines are added, never changed. */
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
        insert(actor, action, subject, "", "", "");
    }

    /**
     * Adds a line about something that an administrator did to the platform itself.
     *
     * @param why kept for ever
     * @param before the state of the subject before
     * @param after and after; the same when it was refused
     */
    @Transactional
    public void note(
            String actor,
            String action,
            String subject,
            Explanation why,
            String before,
            String after) {
        insert(actor, action, subject, why.text(), before, after);
    }

    private void insert(
            String actor,
            String action,
            String subject,
            String reason,
            String before,
            String after) {
        database.createNativeQuery(
                        """
                        insert into audit (at, actor, action, subject, reason, state_before, state_after)
                        values (:at, :actor, :action, :subject, nullif(:reason, ''),
                            nullif(:before, ''), nullif(:after, ''))
                        """)
                .setParameter("at", clock.instant())
                .setParameter("actor", actor)
                .setParameter("action", action)
                .setParameter("subject", subject)
                .setParameter("reason", reason)
                .setParameter("before", before)
                .setParameter("after", after)
                .executeUpdate();
    }

    /** The newest lines that are older than this one. */
    @Transactional
    List<AuditLine> page(AuditFilter filter, long before, int atMost) {
        List<?> rows =
                database.createNativeQuery(
                                """
                        select id, at, actor, action, subject, reason, state_before, state_after from audit
                        where id < :before
                          and (:actor = '' or actor = :actor) and (:action = '' or action = :action)
                          and (:subject = '' or subject = :subject) and at >= :from and at < :to
                        order by id desc limit :most
                        """,
                                Tuple.class)
                        .setParameter("before", before)
                        .setParameter("actor", text(filter.actor()))
                        .setParameter("action", text(filter.action()))
                        .setParameter("subject", text(filter.subject()))
                        .setParameter("from", filter.from() == null ? Instant.EPOCH : filter.from())
                        .setParameter(
                                "to",
                                filter.to() == null
                                        ? Instant.parse("9999-12-31T00:00:00Z")
                                        : filter.to())
                        .setParameter("most", atMost)
                        .getResultList();
        return rows.stream().map(row -> line((Tuple) row)).toList();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static AuditLine line(Tuple row) {
        return new AuditLine(
                row.get("id", Long.class),
                row.get("at", Instant.class),
                row.get("actor", String.class),
                row.get("action", String.class),
                row.get("subject", String.class),
                row.get("reason", String.class),
                row.get("state_before", String.class),
                row.get("state_after", String.class));
    }
}
