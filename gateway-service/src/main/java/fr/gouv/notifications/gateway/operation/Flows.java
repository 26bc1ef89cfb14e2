package fr.gouv.notifications.gateway.operation;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of what dispatch tells of flows. */
@ApplicationScoped
class Flows {

    private static final String SELECT =
            """
            select target, name, standing, rule, why, since, until, pace, waiting, messages, failed, told_at
            from flow
            """;

    private final EntityManager database;

    Flows(EntityManager database) {
        this.database = database;
    }

    /** Those that do not flow as usual. */
    @Transactional
    List<Flow> unusual() {
        return flows(
                database.createNativeQuery(
                                SELECT + "where standing <> 'free' order by target, name",
                                Tuple.class)
                        .getResultList());
    }

    /** What was told of a public service; empty when nothing ever was. */
    @Transactional
    Optional<Flow> ofService(String slug) {
        return flows(
                        database.createNativeQuery(
                                        SELECT + "where target = 'service' and name = :name",
                                        Tuple.class)
                                .setParameter("name", slug)
                                .getResultList())
                .stream()
                .findFirst();
    }

    /** Notes a change; {@code false} when a newer one is known. */
    @Transactional(MANDATORY)
    boolean note(FlowChanged changed) {
        return database.createNativeQuery(
                                """
                                insert into flow (target, name, standing, rule, why, since, until, pace, waiting,
                                    messages, failed, told_at, version)
                                values (:target, :name, :standing, nullif(:rule, ''), nullif(:why, ''), :since,
                                    cast(nullif(:until, '') as timestamptz), :pace, :waiting, :messages,
                                    :failed, :toldAt, :version)
                                on conflict (target, name) do update
                                set standing = excluded.standing, rule = excluded.rule, why = excluded.why,
                                    since = excluded.since, until = excluded.until, pace = excluded.pace,
                                    waiting = excluded.waiting, messages = excluded.messages,
                                    failed = excluded.failed, told_at = excluded.told_at,
                                    version = excluded.version
                                where flow.version < excluded.version
                                """)
                        .setParameter("target", word(changed.target()))
                        .setParameter("name", changed.name())
                        .setParameter("standing", word(changed.state()))
                        .setParameter("rule", orEmpty(changed.rule()))
                        .setParameter("why", orEmpty(changed.why()))
                        .setParameter("since", changed.since())
                        .setParameter("until", orEmpty(changed.until()))
                        .setParameter("pace", changed.pace())
                        .setParameter("waiting", changed.waiting())
                        .setParameter("messages", changed.messages())
                        .setParameter("failed", changed.failed())
                        .setParameter("toldAt", changed.occurredAt())
                        .setParameter("version", changed.version())
                        .executeUpdate()
                > 0;
    }

    private static List<Flow> flows(List<?> rows) {
        return rows.stream().map(row -> flow((Tuple) row)).toList();
    }

    private static Flow flow(Tuple row) {
        return new Flow(
                FlowTarget.valueOf(constant(row.get("target", String.class))),
                row.get("name", String.class),
                FlowState.valueOf(constant(row.get("standing", String.class))),
                row.get("rule", String.class),
                row.get("why", String.class),
                row.get("since", Instant.class),
                row.get("until", Instant.class),
                row.get("pace", Integer.class),
                row.get("waiting", Long.class),
                row.get("messages", Long.class),
                row.get("failed", Long.class),
                row.get("told_at", Instant.class));
    }

    private static String orEmpty(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
