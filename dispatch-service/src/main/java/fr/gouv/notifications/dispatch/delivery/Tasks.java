package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Step;
import fr.gouv.notifications.dispatch.delivery.Settlement.Next;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.UnreadableRecord;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The task and attempt rows. Each method is one statement for many rows, inside the caller's
 * transaction; every update of a leased row carries the epoch of the lease.
 */
@ApplicationScoped
class Tasks {

    private static final int FIRST_EPOCH = 1;
    private static final Comparator<Arrival> BY_KEY =
            Comparator.comparing(arrival -> arrival.routed().notificationId());

    private final AgroalDataSource dataSource;

    Tasks(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A routed notification, and whether its first attempt is leased at once. */
    record Arrival(NotificationRouted routed, boolean leased) {}

    /**
     * What became of arrivals.
     *
     * @param leased those that are new and were to be leased: their attempt 1 is open
     * @param unwanted those that were cancelled before they came: leased to be ended
     */
    record Enlisted(List<Task> leased, List<Task> unwanted) {}

    /** Makes tasks of notifications that have none yet. */
    Enlisted enlist(List<Arrival> unordered, Lane lane, Instant now, Instant leaseUntil) {
        // In the order of the keys, as cancellations are: who waits for another never blocks it.
        var arrivals = unordered.stream().sorted(BY_KEY).toList();
        var sql =
                """
                with fresh as (
                    insert into task (notification_id, service, lane, ambiguity, proof_code,
                        routed_at, expires_at, plan, words_day, words, step, channel, deadline,
                        attempt, failures, state, due_at, lease_until, epoch)
                    select id, service, ?, ambiguity, proof_code,
                        routed_at, expires_at, plan, words_day, words, 0, channel, deadline,
                        lease, 0, case lease when 1 then 'leased' else 'due' end, due_at,
                        case lease when 1 then ?::timestamptz end, lease
                    from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                            ?::timestamptz[], ?::text[], ?::date[], ?::bytea[], ?::text[],
                            ?::timestamptz[], ?::int[], ?::timestamptz[])
                        as arrival (id, service, ambiguity, proof_code, routed_at,
                            expires_at, plan, words_day, words, channel,
                            deadline, lease, due_at)
                    on conflict (notification_id) do update
                    set lane = excluded.lane, ambiguity = excluded.ambiguity,
                        proof_code = excluded.proof_code, routed_at = excluded.routed_at,
                        expires_at = excluded.expires_at, plan = excluded.plan,
                        words_day = excluded.words_day, words = excluded.words,
                        channel = excluded.channel, deadline = excluded.deadline,
                        due_at = excluded.due_at, service = excluded.service,
                        state = case when task.service = excluded.service
                            then 'leased' else excluded.state end,
                        attempt = case when task.service = excluded.service
                            then 0 else excluded.attempt end,
                        epoch = case when task.service = excluded.service
                            then 1 else excluded.epoch end,
                        lease_until = case when task.service = excluded.service
                            then ?::timestamptz else excluded.lease_until end,
                        cancelled_at = case when task.service = excluded.service
                            then task.cancelled_at end
                    where task.state = 'stopped'
                    returning notification_id, attempt, state
                ), opened as (
                    insert into attempt (notification_id, step, number, started_at)
                    select notification_id, 0, 1, ? from fresh where attempt = 1
                )
                select notification_id, attempt from fresh where state = 'leased'
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.text(name(lane));
                    columns.text(leaseUntil.toString());
                    columns.uuids(arrivals, arrival -> arrival.routed().notificationId());
                    columns.texts(arrivals, arrival -> arrival.routed().service());
                    columns.texts(arrivals, arrival -> name(arrival.routed().ambiguityPolicy()));
                    columns.texts(arrivals, arrival -> arrival.routed().proofCode());
                    columns.texts(arrivals, arrival -> arrival.routed().occurredAt().toString());
                    columns.texts(arrivals, arrival -> arrival.routed().expiresAt().toString());
                    columns.texts(arrivals, arrival -> json(arrival.routed().plan()));
                    columns.texts(arrivals, arrival -> arrival.routed().words().day().toString());
                    columns.bytes(arrivals, arrival -> unbox(arrival.routed().words()));
                    columns.texts(arrivals, arrival -> name(first(arrival).channel()));
                    columns.texts(arrivals, arrival -> first(arrival).deadline().toString());
                    columns.numbers(arrivals, arrival -> arrival.leased() ? 1 : 0);
                    columns.texts(arrivals, arrival -> first(arrival).notBefore().toString());
                    columns.text(leaseUntil.toString());
                    columns.instant(now);
                    return enlisted(statement, unordered, lane, leaseUntil);
                });
    }

    private static Enlisted enlisted(
            PreparedStatement statement, List<Arrival> arrivals, Lane lane, Instant leaseUntil)
            throws SQLException {
        var attempts = new HashMap<UUID, Integer>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                attempts.put(rows.getObject(1, UUID.class), rows.getInt(2));
            }
        }
        var leased = new ArrayList<Task>(attempts.size());
        var unwanted = new ArrayList<Task>();
        for (var arrival : arrivals) {
            var attempt = attempts.remove(arrival.routed().notificationId());
            if (attempt != null) {
                (attempt == 0 ? unwanted : leased)
                        .add(task(arrival.routed(), lane, attempt, leaseUntil));
            }
        }
        return new Enlisted(leased, unwanted);
    }

    /**
     * Leaves a stop for each notification of which nothing is known yet: whoever brings its plan
     * finds it.
     */
    void leaveStops(List<NotificationCancelled> inOrder, Instant keptUntil) {
        var sql =
                """
                insert into task (notification_id, service, expires_at, step, deadline, attempt,
                    failures, state, due_at, epoch, cancelled_at)
                select id, service, kept_until, 0, kept_until, 0, 0, 'stopped', kept_until, 0, at
                from (select ?::timestamptz as kept_until) as life,
                    unnest(?::uuid[], ?::text[], ?::timestamptz[]) as cancelled (id, service, at)
                on conflict do nothing
                """;
        use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.text(keptUntil.toString());
                    columns.uuids(inOrder, NotificationCancelled::notificationId);
                    columns.texts(inOrder, NotificationCancelled::service);
                    columns.texts(inOrder, it -> it.occurredAt().toString());
                    return statement.executeUpdate();
                });
    }

    /**
     * What a cancellation met.
     *
     * @param reached rows that nobody else was changing; the others are to be tried again
     * @param stopped the due ones among them, leased to be ended
     * @param underWay those that a worker holds: it learns of it when the attempt has ended
     */
    record Met(Set<UUID> reached, List<Stopped> stopped, List<UUID> underWay) {}

    /** A task that is to be ended, and whether an earlier attempt may have delivered it. */
    record Stopped(Task task, boolean mayHaveLeft) {}

    /**
     * Takes the tasks of these notifications that still wait, and marks those under way. Of one that was taken nothing
     * more is kept: it may come back, and nothing follows.
     */
    Met stop(List<NotificationCancelled> cancellations, Instant leaseUntil) {
        var sql =
                """
                with cancelled as (
                    select * from unnest(?::uuid[], ?::text[], ?::timestamptz[])
                        as c (id, service, at)
                ), reached as (
                    select t.notification_id, t.state, c.at,
                        t.state in ('due', 'leased') and t.service = c.service
                            and t.cancelled_at is null as concerned,
                        t.kept_until is not null and t.service = c.service as kept
                    from task t join cancelled c on t.notification_id = c.id
                    for update of t skip locked
                ), marked as (
                    update task t
                    set state = 'leased', cancelled_at = r.at,
                        epoch = case r.state when 'due' then t.epoch + 1 else t.epoch end,
                        lease_until = case r.state when 'due' then ? else t.lease_until end
                    from reached r
                    where t.notification_id = r.notification_id and r.concerned
                    returning t.*, r.state as old_state
                ), forgotten as (
                    update task t
                    set plan = null, words_day = null, words = null, kept_until = null
                    from reached r
                    where t.notification_id = r.notification_id and r.kept
                )
                select m.*, r.notification_id as reached_id, exists (
                    select 1 from attempt a
                    where a.notification_id = m.notification_id and a.result = 'ambiguous'
                ) as may_have_left
                from reached r left join marked m on m.notification_id = r.notification_id
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.uuids(cancellations, NotificationCancelled::notificationId);
                    columns.texts(cancellations, NotificationCancelled::service);
                    columns.texts(cancellations, it -> it.occurredAt().toString());
                    columns.instant(leaseUntil);
                    return met(statement);
                });
    }

    private static Met met(PreparedStatement statement) throws SQLException {
        var reached = new HashSet<UUID>();
        var stopped = new ArrayList<Stopped>();
        var underWay = new ArrayList<UUID>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                var id = rows.getObject("reached_id", UUID.class);
                reached.add(id);
                switch (rows.getString("old_state")) {
                    case "due" ->
                            stopped.add(new Stopped(task(rows), rows.getBoolean("may_have_left")));
                    case "leased" -> underWay.add(id);
                    case null, default -> {
                        // Over, or stopped before: the cancellation changes nothing.
                    }
                }
            }
        }
        return new Met(reached, stopped, underWay);
    }

    /**
     * Those of these leased tasks that were cancelled meanwhile.
     *
     * @return for each, whether an earlier attempt may have delivered it
     */
    Map<UUID, Boolean> cancelledAmong(Collection<Task> leased) {
        var sql =
                """
                select t.notification_id, exists (
                    select 1 from attempt a
                    where a.notification_id = t.notification_id and a.result = 'ambiguous')
                from task t join unnest(?::uuid[], ?::int[]) as l (id, epoch)
                    on t.notification_id = l.id and t.epoch = l.epoch
                where t.state = 'leased' and t.cancelled_at is not null
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.uuids(leased, Task::notificationId);
                    columns.numbers(leased, Task::epoch);
                    var cancelled = new HashMap<UUID, Boolean>();
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            cancelled.put(rows.getObject(1, UUID.class), rows.getBoolean(2));
                        }
                    }
                    return cancelled;
                });
    }

    /** A message that a provider took and of which nothing was heard. */
    record Silent(UUID notificationId, String service, Channel channel, int step, int attempt) {}

    /** Ends tasks that a provider took long ago, and of which nobody has heard since. */
    List<Silent> endSilent(int atMost, Instant now) {
        var sql =
                """
                with picked as (
                    select notification_id from task
                    where state = 'sent' and due_at <= ?
                    order by due_at limit ? for update skip locked
                )
                update task t
                set state = 'done', result = 'unknown', plan = null, words_day = null, words = null,
                    kept_until = null
                from picked p where t.notification_id = p.notification_id
                returning t.notification_id, t.service, t.channel, t.step, t.attempt
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.instant(now);
                    columns.number(atMost);
                    var silent = new ArrayList<Silent>();
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            silent.add(
                                    new Silent(
                                            rows.getObject(1, UUID.class),
                                            rows.getString(2),
                                            Channel.valueOf(constant(rows.getString(3))),
                                            rows.getInt(4),
                                            rows.getInt(5)));
                        }
                    }
                    return silent;
                });
    }

    /**
     * A task of which news came back, after its message had been taken.
     *
     * @param kept the task with its plan; empty when nothing could follow any more
     * @param addressDigest as it came with the step of the attempt; absent when the step had none
     */
    record News(
            UUID notificationId,
            String service,
            Channel channel,
            Optional<Task> kept,
            @Nullable String addressDigest) {}

    /**
     * Writes news of an attempt that was taken, and holds its task until the end of the transaction. Empty when nothing
     * changes: it is known already, or contradicted by what is known, or the plan has gone on since.
     *
     * @param from what the attempt may have come to before
     * @param result what it has come to
     */
    Optional<News> hear(Attempt attempt, List<String> from, String result, @Nullable String code) {
        // The task first, as everywhere: who comes second finds what the first has done.
        var sql =
                """
                with held as (
                    select * from task
                    where notification_id = ? and step = ? and state in ('sent', 'done')
                    for update
                ), heard as (
                    update attempt a set result = ?, code = coalesce(?, a.code)
                    from held h
                    where a.notification_id = h.notification_id and a.step = h.step
                        and a.number = ? and a.result = any (?::text[])
                    returning a.address_digest
                )
                select h.*, a.address_digest from held h, heard a
                """;
        return use(
                sql,
                statement -> {
                    statement.setObject(1, attempt.notificationId());
                    statement.setInt(2, attempt.step());
                    statement.setString(3, result);
                    statement.setString(4, code);
                    statement.setInt(5, attempt.attempt());
                    statement.setArray(
                            6, statement.getConnection().createArrayOf("text", from.toArray()));
                    try (var row = statement.executeQuery()) {
                        return row.next() ? Optional.of(news(row)) : Optional.empty();
                    }
                });
    }

    private static News news(ResultSet row) throws SQLException {
        return new News(
                row.getObject("notification_id", UUID.class),
                row.getString("service"),
                Channel.valueOf(constant(row.getString("channel"))),
                row.getString("plan") == null ? Optional.empty() : Optional.of(task(row)),
                row.getString("address_digest"));
    }

    /** Ends a task that this transaction holds by {@link #hear}: nothing is kept of it. */
    void end(UUID notificationId, String result) {
        var sql =
                """
                update task
                set state = 'done', result = case when state = 'sent' then ? else result end,
                    plan = null, words_day = null, words = null, kept_until = null
                where notification_id = ?
                """;
        use(
                sql,
                statement -> {
                    statement.setString(1, result);
                    statement.setObject(2, notificationId);
                    return statement.executeUpdate();
                });
    }

    /** Lets a task that this transaction holds by {@link #hear} go on with its next step. */
    void goOn(Task task, Instant dueAt) {
        var sql =
                """
                update task
                set state = 'due', result = null, step = ?, channel = ?, deadline = ?, due_at = ?,
                    attempt = 0, failures = 0, lease_until = null, kept_until = null
                where notification_id = ?
                """;
        use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.number(task.position() + 1);
                    columns.text(name(task.nextStep().channel()));
                    columns.instant(task.nextStep().deadline());
                    columns.instant(dueAt);
                    statement.setObject(5, task.notificationId());
                    return statement.executeUpdate();
                });
    }

    /** Whether this attempt has not ended: what came of it is still being written down. */
    boolean isOpen(Attempt attempt) {
        var sql =
                """
                select count(*) from attempt
                where notification_id = ? and step = ? and number = ? and ended_at is null
                """;
        return use(
                sql,
                statement -> {
                    statement.setObject(1, attempt.notificationId());
                    statement.setInt(2, attempt.step());
                    statement.setInt(3, attempt.attempt());
                    return count(statement) > 0;
                });
    }

    /** Empties plans that were kept for messages that did not come back; returns how many. */
    int forgetKept(int atMost, Instant now) {
        var sql =
                """
                update task set plan = null, words_day = null, words = null, kept_until = null
                where notification_id in (
                    select notification_id from task
                    where kept_until <= ?
                    order by kept_until limit ? for update skip locked)
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.instant(now);
                    columns.number(atMost);
                    return statement.executeUpdate();
                });
    }

    /** Forgets stops whose plan never came; returns how many. */
    int forgetStops(int atMost, Instant now) {
        var sql =
                """
                delete from task where notification_id in (
                    select notification_id from task
                    where state = 'stopped' and due_at <= ?
                    order by due_at limit ? for update skip locked)
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.instant(now);
                    columns.number(atMost);
                    return statement.executeUpdate();
                });
    }

    /** How many stops wait for their plan, counted up to a limit. */
    long stops() {
        return use(
                "select count(*) from (select 1 from task where state = 'stopped' limit 100000) as s",
                Tasks::count);
    }

    /**
     * Leases due tasks of these channels, and of all services but the paused ones, and opens the next attempt of each. Every service that waits
     * gets an equal share of what is asked for, its oldest first; what one leaves over is not given to
     * another, so fewer tasks than asked for do not mean that no more are due.
     */
    List<Task> claim(
            Lane lane,
            Collection<Channel> channels,
            Collection<String> pausedServices,
            int atMost,
            Instant now,
            Instant leaseUntil) {
        // The head of each service's row of tasks is found by jumping from one service to the next.
        var sql =
                """
                with recursive head as (
                    select c.channel, first.service, first.due_at
                    from unnest(?::text[]) as c (channel) cross join lateral (
                        select service, due_at from task
                        where state = 'due' and lane = ? and channel = c.channel
                        order by service, due_at limit 1) as first
                    union all
                    select head.channel, next.service, next.due_at
                    from head cross join lateral (
                        select service, due_at from task
                        where state = 'due' and lane = ? and channel = head.channel
                            and service > head.service
                        order by service, due_at limit 1) as next
                ), waiting as (
                    select * from head where due_at <= ? and service <> all(?::text[])
                ), picked as (
                    select shared.notification_id from waiting w cross join lateral (
                        select notification_id, due_at from task
                        where state = 'due' and lane = ? and channel = w.channel
                            and service = w.service and due_at <= ?
                            and least(expires_at, deadline) > ?
                        order by due_at
                        limit (select greatest(1, ? / count(*)) from waiting)
                        for update skip locked) as shared
                    order by shared.due_at limit ?
                ), claimed as (
                    update task t
                    set state = 'leased', epoch = epoch + 1, attempt = attempt + 1, lease_until = ?
                    from picked p where t.notification_id = p.notification_id
                    returning t.*
                ), opened as (
                    insert into attempt (notification_id, step, number, started_at)
                    select notification_id, step, attempt, ? from claimed
                )
                select * from claimed order by due_at
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.texts(channels, Tasks::name);
                    columns.text(name(lane));
                    columns.text(name(lane));
                    columns.instant(now);
                    columns.texts(pausedServices, service -> service);
                    columns.text(name(lane));
                    columns.instant(now);
                    columns.instant(now);
                    columns.number(atMost);
                    columns.number(atMost);
                    columns.instant(leaseUntil);
                    columns.instant(now);
                    return tasks(statement);
                });
    }

    /**
     * Takes over tasks whose lease has run out; their attempts are still open, and so ambiguous. The
     * new epoch shuts out the worker that lost them.
     */
    List<Task> takeOver(int atMost, Instant now, Instant leaseUntil) {
        var sql =
                """
                with picked as (
                    select notification_id from task
                    where state = 'leased' and lease_until < ?
                    order by lease_until limit ? for update skip locked
                )
                update task t set epoch = epoch + 1, lease_until = ?
                from picked p where t.notification_id = p.notification_id
                returning t.*
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.instant(now);
                    columns.number(atMost);
                    columns.instant(leaseUntil);
                    return tasks(statement);
                });
    }

    /** Leases tasks that wait beyond their end, without opening an attempt. */
    List<Task> takeEnded(int atMost, Instant now, Instant leaseUntil) {
        var sql =
                """
                with picked as (
                    select notification_id from task
                    where state = 'due' and least(expires_at, deadline) <= ?
                    order by least(expires_at, deadline) limit ? for update skip locked
                )
                update task t set state = 'leased', epoch = epoch + 1, lease_until = ?
                from picked p where t.notification_id = p.notification_id
                returning t.*
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.instant(now);
                    columns.number(atMost);
                    columns.instant(leaseUntil);
                    return tasks(statement);
                });
    }

    /**
     * Writes what came of attempts; the sealed columns of a finished task are emptied, unless they are kept for the case
     * that the message comes back. What was cancelled meanwhile may end, but not go on.
     *
     * @param keptUntil until when they are kept; {@code null} when they are not
     * @return the notifications that changed: their lease was still held
     */
    Set<UUID> settle(
            List<Settlement> settlements, Function<Settlement, @Nullable Instant> keptUntil) {
        var sql =
                """
                with outcome as (
                    select * from unnest(?::uuid[], ?::int[], ?::int[], ?::int[], ?::text[],
                            ?::text[], ?::int[], ?::int[], ?::int[], ?::text[],
                            ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                            ?::text[], ?::timestamptz[])
                        as o (id, epoch, old_step, number, state,
                            result, step, attempt, failures, channel,
                            deadline, due_at, attempt_result, code, reference,
                            address_digest, kept_until)
                ), changed as (
                    update task t
                    set state = o.state, result = o.result, step = o.step, attempt = o.attempt,
                        failures = o.failures, channel = o.channel, deadline = o.deadline,
                        due_at = o.due_at, lease_until = null,
                        kept_until = o.kept_until,
                        plan = case when o.state in ('done', 'sent') and o.kept_until is null
                            then null else t.plan end,
                        words_day = case when o.state in ('done', 'sent') and o.kept_until is null
                            then null else t.words_day end,
                        words = case when o.state in ('done', 'sent') and o.kept_until is null
                            then null else t.words end
                    from outcome o
                    where t.notification_id = o.id and t.epoch = o.epoch and t.state = 'leased'
                        and (t.cancelled_at is null or o.state in ('done', 'sent'))
                    returning t.notification_id
                ), closed as (
                    update attempt a
                    set ended_at = ?, result = o.attempt_result, code = o.code,
                        reference = o.reference, address_digest = o.address_digest
                    from outcome o
                    where a.notification_id = o.id and a.step = o.old_step and a.number = o.number
                        and a.ended_at is null
                        and o.id in (select notification_id from changed)
                )
                select notification_id from changed
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.uuids(settlements, it -> it.task().notificationId());
                    columns.numbers(settlements, it -> it.task().epoch());
                    columns.numbers(settlements, it -> it.task().position());
                    columns.numbers(settlements, it -> it.task().attempt());
                    columns.texts(settlements, Tasks::state);
                    columns.texts(settlements, Tasks::result);
                    columns.numbers(settlements, it -> position(it));
                    columns.numbers(
                            settlements,
                            it -> it.next() instanceof Next.NextStep ? 0 : it.task().attempt());
                    columns.numbers(settlements, Tasks::failures);
                    columns.texts(settlements, it -> name(stepAfter(it).channel()));
                    columns.texts(settlements, it -> stepAfter(it).deadline().toString());
                    columns.texts(settlements, it -> dueAt(it).toString());
                    columns.texts(settlements, Settlement::result);
                    columns.texts(settlements, Tasks::code);
                    columns.texts(settlements, Tasks::reference);
                    columns.texts(settlements, Tasks::addressDigest);
                    columns.texts(settlements, it -> text(keptUntil.apply(it)));
                    columns.instant(settlements.getFirst().at());
                    return ids(statement);
                });
    }

    /**
     * Gives tasks back whose carrier was not called: the attempt never was. What was cancelled
     * meanwhile stays.
     *
     * @return the notifications that changed: their lease was still held
     */
    Set<UUID> giveBack(List<Settlement> settlements) {
        var sql =
                """
                with given as (
                    select * from unnest(?::uuid[], ?::int[], ?::int[], ?::int[], ?::timestamptz[])
                        as g (id, epoch, step, number, due_at)
                ), changed as (
                    update task t
                    set state = 'due', attempt = t.attempt - 1,
                        due_at = coalesce(g.due_at, t.due_at), lease_until = null
                    from given g
                    where t.notification_id = g.id and t.epoch = g.epoch and t.state = 'leased'
                        and t.cancelled_at is null
                    returning t.notification_id
                ), undone as (
                    delete from attempt a using given g
                    where a.notification_id = g.id and a.step = g.step and a.number = g.number
                        and g.id in (select notification_id from changed)
                )
                select notification_id from changed
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.uuids(settlements, it -> it.task().notificationId());
                    columns.numbers(settlements, it -> it.task().epoch());
                    columns.numbers(settlements, it -> it.task().position());
                    columns.numbers(settlements, it -> it.task().attempt());
                    columns.texts(settlements, Tasks::notBefore);
                    return ids(statement);
                });
    }

    /**
     * Prolongs leases.
     *
     * @return the notifications whose lease was still held
     */
    Set<UUID> renew(List<Task> held, Instant leaseUntil) {
        var sql =
                """
                update task t set lease_until = ?
                from unnest(?::uuid[], ?::int[]) as h (id, epoch)
                where t.notification_id = h.id and t.epoch = h.epoch and t.state = 'leased'
                returning t.notification_id
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.instant(leaseUntil);
                    columns.uuids(held, Task::notificationId);
                    columns.numbers(held, Task::epoch);
                    return ids(statement);
                });
    }

    /** How many tasks of the lane wait to be claimed, counted up to a limit. */
    long due(Lane lane, Instant now) {
        // Each service by itself: those that wait for a later day are not read over.
        var sql =
                """
                with recursive head as (
                    (select channel, service, due_at from task where state = 'due' and lane = ?
                    order by channel, service, due_at limit 1)
                    union all
                    select next.channel, next.service, next.due_at
                    from head cross join lateral (
                        select channel, service, due_at from task
                        where state = 'due' and lane = ?
                            and (channel, service) > (head.channel, head.service)
                        order by channel, service, due_at limit 1) as next
                )
                select count(*) from (
                    select 1 from head join task t on t.state = 'due' and t.lane = ?
                        and t.channel = head.channel and t.service = head.service
                        and t.due_at <= ?
                    where head.due_at <= ? limit 100000
                ) as waiting
                """;
        return use(
                sql,
                statement -> {
                    var columns = new Columns(statement);
                    columns.text(name(lane));
                    columns.text(name(lane));
                    columns.text(name(lane));
                    columns.instant(now);
                    columns.instant(now);
                    return count(statement);
                });
    }

    private static long count(PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static int position(Settlement settlement) {
        var task = settlement.task();
        return settlement.next() instanceof Next.NextStep ? task.position() + 1 : task.position();
    }

    private static Step stepAfter(Settlement settlement) {
        return settlement.task().plan().get(position(settlement));
    }

    private static int failures(Settlement settlement) {
        return switch (settlement.next()) {
            case Next.Again _ -> settlement.task().failures() + 1;
            case Next.NextStep _ -> 0;
            case Next.Awaiting _, Next.Done _, Next.GivenBack _ -> settlement.task().failures();
        };
    }

    private static Instant dueAt(Settlement settlement) {
        return switch (settlement.next()) {
            case Next.Again(var dueAt) -> dueAt;
            case Next.NextStep(var dueAt) -> dueAt;
            case Next.Awaiting(_, var until) -> until;
            case Next.Done _, Next.GivenBack _ -> settlement.at();
        };
    }

    private static @Nullable String notBefore(Settlement settlement) {
        return settlement.next() instanceof Next.GivenBack(var notBefore) && notBefore != null
                ? notBefore.toString()
                : null;
    }

    private static String state(Settlement settlement) {
        return switch (settlement.next()) {
            case Next.Again _, Next.NextStep _, Next.GivenBack _ -> "due";
            case Next.Awaiting _ -> "sent";
            case Next.Done _ -> "done";
        };
    }

    private static @Nullable String result(Settlement settlement) {
        return switch (settlement.next()) {
            case Next.Again _, Next.NextStep _, Next.GivenBack _ -> null;
            case Next.Awaiting(var result, _) -> result;
            case Next.Done(var result) -> result;
        };
    }

    private static @Nullable String code(Settlement settlement) {
        return settlement.reports().isEmpty()
                ? null
                : settlement.reports().getFirst().answer().code();
    }

    /** Kept for what was taken only: it may bounce when the plan is long forgotten. */
    private static @Nullable String addressDigest(Settlement settlement) {
        return switch (settlement.result()) {
            case "delivered", "handed-over" -> settlement.task().step().addressDigest();
            default -> null;
        };
    }

    private static @Nullable String reference(Settlement settlement) {
        return settlement.reports().isEmpty() ? null : settlement.reports().getFirst().reference();
    }

    private static Step first(Arrival arrival) {
        return arrival.routed().plan().getFirst();
    }

    private static Task task(
            NotificationRouted routed, Lane lane, int attempt, Instant leaseUntil) {
        return new Task(
                routed.notificationId(),
                routed.service(),
                lane,
                routed.ambiguityPolicy(),
                routed.proofCode(),
                routed.occurredAt(),
                routed.expiresAt(),
                routed.plan(),
                routed.words(),
                0,
                attempt,
                0,
                FIRST_EPOCH,
                leaseUntil);
    }

    private static List<Task> tasks(PreparedStatement statement) throws SQLException {
        var tasks = new ArrayList<Task>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                tasks.add(task(rows));
            }
        }
        return tasks;
    }

    private static Task task(ResultSet row) throws SQLException {
        return new Task(
                row.getObject("notification_id", UUID.class),
                row.getString("service"),
                Lane.valueOf(constant(row.getString("lane"))),
                AmbiguityPolicy.valueOf(constant(row.getString("ambiguity"))),
                row.getString("proof_code"),
                instant(row, "routed_at"),
                instant(row, "expires_at"),
                plan(row.getString("plan")),
                box(row.getObject("words_day", LocalDate.class), row.getBytes("words")),
                row.getInt("step"),
                row.getInt("attempt"),
                row.getInt("failures"),
                row.getInt("epoch"),
                leaseUntil(row));
    }

    private static Instant leaseUntil(ResultSet row) throws SQLException {
        var until = row.getObject("lease_until", OffsetDateTime.class);
        return until == null ? Instant.EPOCH : until.toInstant();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static String json(List<Step> plan) {
        return new String(FactJson.write(plan), StandardCharsets.UTF_8);
    }

    private static List<Step> plan(String json) {
        try {
            return List.of(FactJson.read(json.getBytes(StandardCharsets.UTF_8), Step[].class));
        } catch (UnreadableRecord unreadable) {
            throw new IllegalStateException("a plan in the database is not a plan", unreadable);
        }
    }

    /** The bytes in the box take a quarter less room than their base64. */
    private static byte[] unbox(Sealed words) {
        return Base64.getUrlDecoder().decode(words.box());
    }

    private static Sealed box(LocalDate day, byte[] words) {
        return new Sealed(day, Base64.getUrlEncoder().withoutPadding().encodeToString(words));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Set<UUID> ids(PreparedStatement statement) throws SQLException {
        var ids = new HashSet<UUID>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private <T> T use(String sql, Work<T> work) {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            return work.on(statement);
        } catch (SQLException failure) {
            throw new TasksFailedException(failure);
        }
    }

    /** What is done with one prepared statement. */
    private interface Work<T> {

        T on(PreparedStatement statement) throws SQLException;
    }
}
