package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.contracts.Lane;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of batches, in the caller's transaction; what a service asks for names the service. */
@ApplicationScoped
class Batches {

    private final Storage storage;

    Batches(Storage storage) {
        this.storage = storage;
    }

    /** How far a check has come. */
    record Progress(int checked, int valid, int invalid, int duplicates, int faults) {}

    /** Adds the batch; false when there is one of this id already. */
    boolean add(Batch batch) {
        var spread = batch.spread();
        return storage.query(
                                """
                        insert into batch (id, service, name, template, template_version, lane,
                            not_before, expires_at, spread_rows, spread_seconds, auto_start,
                            skip_errors, columns, state, rows, created_at, deadline, epoch)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (id) do nothing
                        """)
                        .id(batch.id())
                        .text(batch.service())
                        .text(batch.name())
                        .text(batch.template())
                        .number(batch.version())
                        .text(word(batch.lane()))
                        .instant(batch.notBefore())
                        .instant(batch.expiresAt())
                        .number(
                                spread instanceof Spread.Hourly(var rows)
                                        ? Long.valueOf(rows)
                                        : null)
                        .number(
                                spread instanceof Spread.Over(var window)
                                        ? window.toSeconds()
                                        : null)
                        .flag(batch.startsByItself())
                        .flag(batch.skipsErrors())
                        .text(batch.columns())
                        .text(word(batch.state()))
                        .number(batch.rows())
                        .instant(batch.createdAt())
                        .instant(batch.deadline())
                        .number(batch.epoch())
                        .update()
                == 1;
    }

    Optional<Batch> find(String service, UUID id) {
        return storage
                .query("select * from batch where id = ? and service = ?")
                .id(id)
                .text(service)
                .list(Batches::batch)
                .stream()
                .findFirst();
    }

    /** The batch, held until the end of the transaction. */
    Optional<Batch> locked(UUID id) {
        return storage
                .query("select * from batch where id = ? for update")
                .id(id)
                .list(Batches::batch)
                .stream()
                .findFirst();
    }

    /** The newest batches of a service that are older than this one. */
    List<Batch> page(String service, @Nullable Batch before, int atMost) {
        return storage.query(
                        """
                        select * from batch
                        where service = ? and (created_at, id) < (?, ?)
                        order by created_at desc, id desc limit ?
                        """)
                .text(service)
                .instant(
                        before == null ? Instant.parse("9999-12-31T00:00:00Z") : before.createdAt())
                .id(before == null ? new UUID(-1, -1) : before.id())
                .number(atMost)
                .list(Batches::batch);
    }

    /** Notes how far a check has come; false when the check was taken from it. */
    boolean advance(UUID id, int epoch, Progress progress, Instant deadline) {
        return storage.query(
                                """
                                update batch set checked = ?, valid = ?, invalid = ?, duplicates = ?,
                                    faults = ?, deadline = ?
                                where id = ? and epoch = ? and state = 'checking'
                                """)
                        .number(progress.checked())
                        .number(progress.valid())
                        .number(progress.invalid())
                        .number(progress.duplicates())
                        .number(progress.faults())
                        .instant(deadline)
                        .id(id)
                        .number(epoch)
                        .update()
                == 1;
    }

    /** Writes the state of a batch that the caller holds. */
    void save(Batch batch) {
        var ended = batch.ended();
        storage.query(
                        """
                        update batch set state = ?, reason = ?, skip_errors = ?, hourly = ?,
                            accepted = ?, cancelled = ?, expired = ?, refused = ?, checked_at = ?,
                            started_at = ?, ended_at = ?, deadline = ?, next_at = ?
                        where id = ?
                        """)
                .text(word(batch.state()))
                .text(batch.reason())
                .flag(batch.skipsErrors())
                .number(batch.hourly() == null ? null : Long.valueOf(batch.hourly()))
                .number(ended == null ? null : Long.valueOf(ended.accepted()))
                .number(ended == null ? null : Long.valueOf(ended.cancelled()))
                .number(ended == null ? null : Long.valueOf(ended.expired()))
                .number(ended == null ? null : Long.valueOf(ended.refused()))
                .instant(batch.checkedAt())
                .instant(batch.startedAt())
                .instant(batch.endedAt())
                .instant(batch.deadline())
                .instant(batch.nextAt())
                .id(batch.id())
                .update();
    }

    /**
     * A running batch whose time has come, held until the end of the transaction: of the service
     * that was served the longest ago, so that a large file does not starve a small one. None
     * that an administrator has paused.
     */
    Optional<Batch> nextToServe(Instant now) {
        return storage
                .query(
                        """
                        select b.* from batch b where b.state = 'running' and b.next_at <= ?
                            and not exists (select 1 from pause p
                                where p.kind = 'batch' and p.name = b.id::text and p.paused)
                        order by (select max(o.served_at) from batch o
                                where o.service = b.service and o.state = 'running') nulls first,
                            b.served_at nulls first, b.id
                        limit 1 for update of b skip locked
                        """)
                .instant(now)
                .list(Batches::batch)
                .stream()
                .findFirst();
    }

    /** Notes that a batch was served, and when it may be served again. */
    void served(UUID id, Instant now, Instant nextAt) {
        storage.query("update batch set served_at = ?, next_at = ? where id = ?")
                .instant(now)
                .instant(nextAt)
                .id(id)
                .update();
    }

    /** Lets a running batch wait; null as reason means that it waits no more. */
    void hold(UUID id, @Nullable String reason, Instant until) {
        storage.query(
                        """
                        update batch set reason = ?, next_at = greatest(next_at, ?)
                        where id = ? and state = 'running'
                        """)
                .text(reason)
                .instant(until)
                .id(id)
                .update();
    }

    /** Lets the running batches of a service that wait for this try again at that time. */
    void wake(String service, String reason, Instant at) {
        storage.query(
                        """
                        update batch set reason = null, next_at = ?
                        where service = ? and state = 'running' and reason = ?
                        """)
                .instant(at)
                .text(service)
                .text(reason)
                .update();
    }

    /** A batch whose state has lasted too long, held until the end of the transaction. */
    Optional<Batch> overdue(Instant now) {
        return storage
                .query(
                        """
                        select * from batch where state <> 'running' and deadline < ?
                        order by deadline limit 1 for update skip locked
                        """)
                .instant(now)
                .list(Batches::batch)
                .stream()
                .findFirst();
    }

    /** Says when the sweeper looks at a batch again. */
    void due(UUID id, Instant at) {
        storage.query("update batch set deadline = ? where id = ?").instant(at).id(id).update();
    }

    /** Up to which line rows were called back. */
    int toldLine(UUID id) {
        return storage.query("select told_line from batch where id = ?")
                .id(id)
                .list(row -> row.getInt(1))
                .getFirst();
    }

    void told(UUID id, int line, Instant dueAt) {
        storage.query("update batch set told_line = ?, deadline = ? where id = ?")
                .number(line)
                .instant(dueAt)
                .id(id)
                .update();
    }

    void delete(UUID id) {
        storage.query("delete from batch where id = ?").id(id).update();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Batch batch(ResultSet row) throws SQLException {
        return new Batch(
                row.getObject("id", UUID.class),
                row.getString("service"),
                row.getString("name"),
                row.getString("template"),
                row.getInt("template_version"),
                Lane.valueOf(row.getString("lane").toUpperCase(Locale.ROOT)),
                instant(row, "not_before"),
                instant(row, "expires_at"),
                spread(row),
                row.getObject("hourly", Integer.class),
                row.getBoolean("auto_start"),
                row.getBoolean("skip_errors"),
                row.getString("columns"),
                Batch.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("reason"),
                row.getInt("rows"),
                row.getInt("checked"),
                row.getInt("valid"),
                row.getInt("invalid"),
                row.getInt("duplicates"),
                row.getInt("faults"),
                ended(row),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "checked_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getObject("deadline", OffsetDateTime.class).toInstant(),
                instant(row, "next_at"),
                row.getInt("epoch"));
    }

    private static @Nullable Spread spread(ResultSet row) throws SQLException {
        var rows = row.getObject("spread_rows", Integer.class);
        if (rows != null) {
            return new Spread.Hourly(rows);
        }
        var seconds = row.getObject("spread_seconds", Long.class);
        return seconds == null ? null : new Spread.Over(Duration.ofSeconds(seconds));
    }

    private static @Nullable RowCounts ended(ResultSet row) throws SQLException {
        var accepted = row.getObject("accepted", Integer.class);
        return accepted == null
                ? null
                : new RowCounts(
                        0,
                        accepted,
                        row.getInt("cancelled"),
                        row.getInt("expired"),
                        row.getInt("refused"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
