package fr.gouv.notifications.gateway.operation;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.gateway.operation.Pause.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of pauses. */
@ApplicationScoped
class Pauses {

    private static final String COLUMNS =
            "kind, name, lane, paused, version, since, actor, reason ";

    private final EntityManager database;

    Pauses(EntityManager database) {
        this.database = database;
    }

    /** All that is paused now. */
    @Transactional
    List<Pause> standing() {
        return pauses(
                database.createNativeQuery(
                                "select " + COLUMNS + "from pause where paused order by kind, name",
                                Tuple.class)
                        .getResultList());
    }

    /** How this part stands, held until the end of the transaction; empty if it never was paused. */
    @Transactional(MANDATORY)
    Optional<Pause> locked(Kind kind, String name) {
        database.createNativeQuery(
                        "select cast(pg_advisory_xact_lock(hashtext(:key)) as text)", String.class)
                .setParameter("key", "pause|" + kind.word() + "|" + name)
                .getResultList();
        return pauses(
                        database.createNativeQuery(
                                        "select "
                                                + COLUMNS
                                                + "from pause where kind = :kind and name = :name",
                                        Tuple.class)
                                .setParameter("kind", kind.word())
                                .setParameter("name", name)
                                .getResultList())
                .stream()
                .findFirst();
    }

    /** Writes how this part stands from now on. */
    @Transactional(MANDATORY)
    void save(Pause pause) {
        database.createNativeQuery(
                        """
                        insert into pause (kind, name, lane, paused, version, since, actor, reason, told_at)
                        values (:kind, :name, nullif(:lane, ''), :paused, :version, :since, :actor, :reason,
                            :since)
                        on conflict (kind, name) do update
                        set lane = excluded.lane, paused = excluded.paused, version = excluded.version,
                            since = excluded.since, actor = excluded.actor, reason = excluded.reason,
                            told_at = excluded.told_at
                        """)
                .setParameter("kind", pause.kind().word())
                .setParameter("name", pause.name())
                .setParameter("lane", pause.lane() == null ? "" : word(pause.lane()))
                .setParameter("paused", pause.isPaused())
                .setParameter("version", pause.version())
                .setParameter("since", pause.since())
                .setParameter("actor", pause.actor())
                .setParameter("reason", pause.reason())
                .executeUpdate();
    }

    /** What dispatch was not told since, paused or resumed; the caller tells it in this transaction. */
    @Transactional(MANDATORY)
    List<Pause> untoldSince(Instant before, Instant now) {
        return pauses(
                database.createNativeQuery(
                                """
                                update pause set told_at = :now
                                where (kind, name) in (
                                    select kind, name from pause
                                    where kind <> 'batch' and told_at < :before
                                    for update skip locked)
                                returning kind, name, lane, paused, version, since, actor, reason
                                """,
                                Tuple.class)
                        .setParameter("now", now)
                        .setParameter("before", before)
                        .getResultList());
    }

    /** Whether there is a public service of this name. */
    @Transactional(MANDATORY)
    boolean isService(String slug) {
        return exists("select 1 from service where slug = :name and state = 'ACTIVE'", slug);
    }

    /** Whether there is a batch of this id. */
    @Transactional(MANDATORY)
    boolean isBatch(String id) {
        return exists("select 1 from batch where id = cast(:name as uuid)", id);
    }

    /** Lets a running batch say that the platform holds it, or holds it no more. */
    @Transactional(MANDATORY)
    void showOnBatch(String id, boolean isHeld) {
        database.createNativeQuery(
                        """
                        update batch set reason = nullif(:reason, '')
                        where id = cast(:id as uuid) and state = 'running'
                            and (reason is null or reason = 'paused-by-platform')
                        """)
                .setParameter("reason", isHeld ? "paused-by-platform" : "")
                .setParameter("id", id)
                .executeUpdate();
    }

    private boolean exists(String sql, String name) {
        return !database.createNativeQuery(sql, Object.class)
                .setParameter("name", name)
                .getResultList()
                .isEmpty();
    }

    static String word(Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT);
    }

    private static List<Pause> pauses(List<?> rows) {
        return rows.stream().map(row -> pause((Tuple) row)).toList();
    }

    private static Pause pause(Tuple row) {
        return new Pause(
                Kind.valueOf(row.get("kind", String.class).toUpperCase(Locale.ROOT)),
                row.get("name", String.class),
                lane(row.get("lane", String.class)),
                row.get("paused", Boolean.class),
                row.get("version", Long.class),
                row.get("since", Instant.class),
                row.get("actor", String.class),
                row.get("reason", String.class));
    }

    private static @Nullable Lane lane(@Nullable String word) {
        return word == null ? null : Lane.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
