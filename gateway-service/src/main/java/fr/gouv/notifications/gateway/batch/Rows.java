package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.contracts.Sealed;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of batches and what is wrong with them. Each method is one statement for many rows inside
 * the caller's transaction; every update of a claimed row carries the epoch of its claim.
 */
@ApplicationScoped
class Rows {

    private final Storage storage;

    Rows(Storage storage) {
        this.storage = storage;
    }

    /**
     * A row that can be sent, as it is stored.
     *
     * @param id of the notification that it becomes
     * @param content sealed {@link RowContent}
     */
    record Checked(int line, UUID id, Sealed content) {}

    /**
     * A row that one worker may send.
     *
     * @param epoch of this claim
     */
    record Claimed(int line, UUID id, Sealed content, int epoch) {}

    /** What became of a row. */
    record Outcome(int line, UUID id, String state) {}

    /** A fault and where it stands among all. */
    record Numbered(RowFault fault, int number) {}

    void add(UUID batch, Collection<Checked> rows) {
        if (rows.isEmpty()) {
            return;
        }
        storage.query(
                        """
                        insert into batch_row (batch, line, id, state, day, content)
                        select ?, line, id, 'waiting', day, content
                        from unnest(?::int[], ?::uuid[], ?::date[], ?::bytea[])
                            as r (line, id, day, content)
                        """)
                .id(batch)
                .numbers(rows, Checked::line)
                .ids(rows, Checked::id)
                .texts(rows, row -> row.content().day().toString())
                .bytes(rows, row -> Base64.getUrlDecoder().decode(row.content().box()))
                .update();
    }

    void addFaults(UUID batch, Collection<RowFault> faults) {
        if (faults.isEmpty()) {
            return;
        }
        storage.query(
                        """
                        insert into batch_fault
                            (batch, line, number, kind, heading, code, problem, remedy)
                        select ?, line, number, kind, heading, code, problem, remedy
                        from unnest(?::int[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[],
                                ?::text[])
                            as f (line, number, kind, heading, code, problem, remedy)
                        on conflict do nothing
                        """)
                .id(batch)
                .numbers(faults, RowFault::row)
                .numbers(numbers(faults), number -> number)
                .texts(faults, fault -> fault.kind().word())
                .texts(faults, RowFault::column)
                .texts(faults, RowFault::code)
                .texts(faults, RowFault::problem)
                .texts(faults, RowFault::remedy)
                .update();
    }

    /** The place of each fault in its row. */
    private static List<Integer> numbers(Collection<RowFault> faults) {
        var numbers = new ArrayList<Integer>(faults.size());
        var row = 0;
        var number = 0;
        for (var fault : faults) {
            number = fault.row() == row ? number + 1 : 1;
            row = fault.row();
            numbers.add(number);
        }
        return numbers;
    }

    /** Claims rows that wait, and rows whose worker has not come back, in the order of the file. */
    List<Claimed> claim(UUID batch, int atMost, Instant now, Instant leaseUntil) {
        return storage.query(
                        """
                        with picked as (
                            select line from batch_row
                            where batch = ? and state in ('waiting', 'claimed')
                                and (state = 'waiting' or lease_until < ?)
                            order by line limit ? for update skip locked
                        )
                        update batch_row r set state = 'claimed', epoch = epoch + 1, lease_until = ?
                        from picked p where r.batch = ? and r.line = p.line
                        returning r.line, r.id, r.day, r.content, r.epoch
                        """)
                .id(batch)
                .instant(now)
                .number(atMost)
                .instant(leaseUntil)
                .id(batch)
                .list(
                        row ->
                                new Claimed(
                                        row.getInt(1),
                                        row.getObject(2, UUID.class),
                                        sealed(row),
                                        row.getInt(5)));
    }

    private static Sealed sealed(ResultSet row) throws SQLException {
        return new Sealed(
                row.getObject(3, LocalDate.class),
                Base64.getUrlEncoder().withoutPadding().encodeToString(row.getBytes(4)));
    }

    /** Whether a row waits, or is with a worker. */
    boolean isAnyOpen(UUID batch) {
        return storage.query(
                        """
                        select exists (select from batch_row
                            where batch = ? and state in ('waiting', 'claimed'))
                        """)
                .id(batch)
                .list(row -> row.getBoolean(1))
                .getFirst();
    }

    /** Ends the claims of these rows that are still held, and empties them. */
    void end(UUID batch, Collection<Claimed> rows, String state) {
        settle(batch, rows, state, "null");
    }

    /** Gives these rows back to whoever claims next. */
    void giveBack(UUID batch, Collection<Claimed> rows) {
        settle(batch, rows, "waiting", "content");
    }

    private void settle(UUID batch, Collection<Claimed> rows, String state, String content) {
        if (rows.isEmpty()) {
            return;
        }
        storage.query(
                        """
                        update batch_row r set state = ?, lease_until = null, content = %s
                        from unnest(?::int[], ?::int[]) as o (line, epoch)
                        where r.batch = ? and r.line = o.line and r.epoch = o.epoch
                            and r.state = 'claimed'
                        """
                                .formatted(content))
                .text(state)
                .numbers(rows, Claimed::line)
                .numbers(rows, Claimed::epoch)
                .id(batch)
                .update();
    }

    /** Ends all rows that wait, and empties them; how many there were. */
    int endWaiting(UUID batch, String state) {
        return storage.query(
                        """
                        update batch_row set state = ?, content = null
                        where batch = ? and state = 'waiting'
                        """)
                .text(state)
                .id(batch)
                .update();
    }

    /** Counts rows whose worker has not come back as accepted: nobody knows whether they were. */
    void endLapsed(UUID batch, Instant now) {
        storage.query(
                        """
                        update batch_row set state = 'accepted', content = null, lease_until = null
                        where batch = ? and state = 'claimed' and lease_until < ?
                        """)
                .id(batch)
                .instant(now)
                .update();
    }

    void deleteAll(UUID batch) {
        storage.query("delete from batch_row where batch = ?").id(batch).update();
    }

    RowCounts counts(UUID batch) {
        return storage.query(
                        """
                        select count(*) filter (where state in ('waiting', 'claimed')),
                            count(*) filter (where state = 'accepted'),
                            count(*) filter (where state = 'cancelled'),
                            count(*) filter (where state = 'expired'),
                            count(*) filter (where state = 'refused')
                        from batch_row where batch = ?
                        """)
                .id(batch)
                .list(
                        row ->
                                new RowCounts(
                                        row.getInt(1),
                                        row.getInt(2),
                                        row.getInt(3),
                                        row.getInt(4),
                                        row.getInt(5)))
                .getFirst();
    }

    /** The next rows in the order of the file, after this line. */
    List<Outcome> after(UUID batch, int line, int atMost) {
        return storage.query(
                        """
                        select line, id, state from batch_row
                        where batch = ? and line > ? order by line limit ?
                        """)
                .id(batch)
                .number(line)
                .number(atMost)
                .list(
                        row ->
                                new Outcome(
                                        row.getInt(1),
                                        row.getObject(2, UUID.class),
                                        row.getString(3)));
    }

    /** The next faults in the order of the file, after this place; null means from the beginning. */
    List<Numbered> faultsAfter(UUID batch, @Nullable Numbered last, int atMost) {
        return storage.query(
                        """
                        select line, kind, heading, code, problem, remedy, number from batch_fault
                        where batch = ? and (line, number) > (?, ?) order by line, number limit ?
                        """)
                .id(batch)
                .number(last == null ? 0 : last.fault().row())
                .number(last == null ? 0 : last.number())
                .number(atMost)
                .list(row -> new Numbered(fault(row), row.getInt(7)));
    }

    private static RowFault fault(ResultSet row) throws SQLException {
        return new RowFault(
                row.getInt(1),
                RowFault.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6));
    }
}
