package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Works on the tasks of one lane: claims what is due, keeps leased tasks in memory, has them sent by
 * its own threads, and writes the results in batches. Nothing of another lane can delay it.
 */
final class LaneWorker {

    private static final Logger LOG = Logger.getLogger(LaneWorker.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** At the end, for the results that are not written yet. */
    private static final Duration LAST_RESULTS = Duration.ofSeconds(4);

    private final Lane lane;
    private final DeliveryConfig config;
    private final Tasks tasks;
    private final Courier courier;
    private final Settle settle;
    private final Carriers carriers;
    private final Circuits circuits;
    private final InstantSource clock;

    private final FairQueue queue = new FairQueue();
    private final BlockingQueue<Settlement> settlements = new LinkedBlockingQueue<>();
    private final Map<UUID, Task> held = new ConcurrentHashMap<>();

    /** Of the held tasks, those that their services have cancelled since. */
    private final Set<UUID> avoided = ConcurrentHashMap.newKeySet();

    private final Semaphore room;
    private final Semaphore wakeUps = new Semaphore(0);

    /** Of the held tasks, those that are being handed over. */
    private final Map<UUID, Task> sending = new ConcurrentHashMap<>();

    private final List<Thread> senders = new ArrayList<>();
    private final Thread claimer;
    private final Thread settler;
    private volatile boolean stopping;
    private volatile boolean sendersAreGone;
    private volatile boolean busy;
    private volatile Instant claimerSeen;
    private volatile Instant settlerSeen;

    LaneWorker(
            Lane lane,
            DeliveryConfig config,
            Tasks tasks,
            Courier courier,
            Settle settle,
            Carriers carriers,
            Circuits circuits,
            InstantSource clock) {
        this.lane = lane;
        this.config = config;
        this.tasks = tasks;
        this.courier = courier;
        this.settle = settle;
        this.carriers = carriers;
        this.circuits = circuits;
        this.clock = clock;
        this.room = new Semaphore(config.of(lane).capacity());
        this.claimer = Thread.ofVirtual().name(name("claimer")).unstarted(this::claim);
        this.settler = Thread.ofVirtual().name(name("settler")).unstarted(this::write);
        this.claimerSeen = clock.instant();
        this.settlerSeen = clock.instant();
    }

    Lane lane() {
        return lane;
    }

    int queued() {
        return queue.size();
    }

    int inFlight() {
        return sending.size();
    }

    /** When the slower of the threads without which nothing moves was last seen. */
    Instant lastSeen() {
        return claimerSeen.isBefore(settlerSeen) ? claimerSeen : settlerSeen;
    }

    void start() {
        for (var i = 0; i < config.of(lane).senders(); i++) {
            senders.add(Thread.ofPlatform().daemon().name(name("sender-" + i)).start(this::send));
        }
        claimer.start();
        settler.start();
    }

    /**
     * Room for that many arrivals, or for none; waits a little when the lane is busy. A quarter of the
     * room stays with the claimer, who knows whose turn it is: a lane that is behind takes no arrival
     * before those that wait.
     */
    int reserve(int wanted) throws InterruptedException {
        var claimers = config.of(lane).capacity() / 4;
        if (stopping || wanted + claimers > config.of(lane).capacity()) {
            return 0;
        }
        // A lane that was full is not waited for again: the flood would stand before all the
        // others.
        var patience = busy ? Duration.ZERO : config.of(lane).patience();
        busy = !room.tryAcquire(wanted + claimers, patience.toMillis(), TimeUnit.MILLISECONDS);
        if (busy) {
            return 0;
        }
        room.release(claimers);
        return wanted;
    }

    /** Gives unused room back. */
    void free(int unused) {
        room.release(unused);
    }

    /** Takes leased tasks for which room was reserved. */
    void take(List<Task> leased) {
        for (var task : leased) {
            held.put(task.notificationId(), task);
        }
        queue.addAll(leased);
    }

    /**
     * Does not begin with these if it has not yet: their services have cancelled them. Only saves an
     * attempt; that nothing follows is decided in the database.
     */
    void avoid(Collection<UUID> cancelled) {
        for (var id : cancelled) {
            held.computeIfPresent(
                    id,
                    (_, task) -> {
                        avoided.add(id);
                        return task;
                    });
        }
    }

    /** There may be due tasks: look now instead of at the next poll. */
    void wake() {
        wakeUps.release();
    }

    /** Prolongs the leases that have passed half of their time, and forgets those that were lost. */
    void renewLeases() {
        var now = clock.instant();
        var ageing = now.plus(config.lease().dividedBy(2));
        var old = held.values().stream().filter(it -> it.leaseUntil().isBefore(ageing)).toList();
        for (var from = 0; from < old.size(); from += config.batch()) {
            renew(old.subList(from, Math.min(from + config.batch(), old.size())), now);
        }
    }

    private void renew(List<Task> old, Instant now) {
        var until = now.plus(config.lease());
        var kept = QuarkusTransaction.requiringNew().call(() -> tasks.renew(old, until));
        for (var task : old) {
            if (kept.contains(task.notificationId())) {
                held.computeIfPresent(
                        task.notificationId(),
                        (_, it) -> it.epoch() == task.epoch() ? it.leasedUntil(until) : it);
            } else {
                drop(task);
            }
        }
    }

    /**
     * Takes nothing more, lets the messages end that are being handed over, writes every result and
     * gives the rest back, so that another worker can go on at once. What is still being handed over
     * at the end of the farewell is ambiguous: nobody waits for its lease.
     */
    void stop(Duration farewell) throws InterruptedException {
        stopping = true;
        if (claimer.getState() == Thread.State.NEW) {
            return;
        }
        var until = System.nanoTime() + farewell.toNanos();
        var rest = giveBackWhatWaits();
        for (var sender : senders) {
            sender.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
        // A claim, or an arrival, that was under way when nothing more was to be taken.
        wake();
        claimer.join(LAST_RESULTS);
        rest += giveBackWhatWaits();
        // Whoever takes a task out writes its result: its sender may come back at this moment.
        var abandoned =
                List.copyOf(sending.values()).stream()
                        .filter(task -> sending.remove(task.notificationId(), task))
                        .toList();
        for (var task : abandoned) {
            var unanswered = new Outcome.Unanswered(Outcome.Answer.NONE);
            finish(PlanPolicy.after(task, unanswered, clock.instant()));
        }
        sendersAreGone = true;
        settler.join(LAST_RESULTS);
        LOG.infof(
                "lane %s stopped, %d tasks given back, %d attempts abandoned",
                lane, rest, abandoned.size());
    }

    private int giveBackWhatWaits() {
        var waiting = queue.drain();
        for (var task : waiting) {
            finish(PlanPolicy.givenBack(task, clock.instant()));
        }
        return waiting.size();
    }

    private void send() {
        while (!stopping) {
            try {
                var task = queue.poll(TICK);
                if (task != null) {
                    send(task);
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void send(Task task) {
        if (stopping || avoided.contains(task.notificationId())) {
            circuits.released(task);
            finish(PlanPolicy.givenBack(task, clock.instant()));
            return;
        }
        if (!isStillOurs(task)) {
            // Somebody else may have it already; the sweep of leases settles it.
            circuits.released(task);
            drop(task);
            room.release();
            return;
        }
        sending.put(task.notificationId(), task);
        try {
            var settlement = courier.deliver(task);
            if (sending.remove(task.notificationId(), task)) {
                finish(settlement);
            }
        } finally {
            sending.remove(task.notificationId(), task);
        }
    }

    private boolean isStillOurs(Task task) {
        var current = held.get(task.notificationId());
        return current != null
                && current.epoch() == task.epoch()
                && clock.instant().isBefore(current.leaseUntil());
    }

    private void finish(Settlement settlement) {
        settlements.add(settlement);
    }

    private void claim() {
        while (!stopping) {
            claimerSeen = clock.instant();
            try {
                if (!claimBatch()) {
                    var _ = wakeUps.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                    wakeUps.drainPermits();
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failure) {
                LOG.warnf("lane %s: nothing claimed (%s)", lane, nameOf(failure));
                pause(LONGEST_PAUSE);
            }
        }
    }

    /** Claims one message for a provider that is tried, if there is one. */
    private void claimTrial(Channel channel) {
        var claimed = List.<Task>of();
        var hasRoom = room.tryAcquire();
        try {
            if (hasRoom) {
                claimed = claimed(List.of(channel), 1);
                claimed.forEach(task -> circuits.begin(channel, task.notificationId()));
                take(claimed);
            }
        } finally {
            if (claimed.isEmpty()) {
                circuits.giveBack(channel);
                room.release(hasRoom ? 1 : 0);
            }
        }
    }

    private List<Task> claimed(List<Channel> channels, int atMost) {
        var now = clock.instant();
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                tasks.claim(
                                        lane,
                                        channels,
                                        carriers.pausedServices(lane),
                                        atMost,
                                        now,
                                        now.plus(config.lease())));
    }

    /** Claims what fits; {@code true} when there may be more. */
    private boolean claimBatch() {
        carriers.trial(lane).ifPresent(this::claimTrial);
        var wanted = Math.min(config.batch(), room.availablePermits());
        var open = carriers.open(lane);
        // A claim costs about the same for one task as for many: wait until it is worth it.
        if (open.isEmpty() || wanted < Math.min(config.batch(), config.of(lane).capacity()) / 4) {
            return false;
        }
        if (!room.tryAcquire(wanted)) {
            return false;
        }
        var claimed = List.<Task>of();
        try {
            claimed = claimed(open, wanted);
            take(claimed);
        } finally {
            room.release(wanted - claimed.size());
        }
        // Fewer than wanted: each service had its share, and some may have more.
        return !claimed.isEmpty();
    }

    private void write() {
        var batch = new ArrayList<Settlement>();
        while (!(sendersAreGone && settlements.isEmpty())) {
            settlerSeen = clock.instant();
            try {
                collect(batch);
                if (!batch.isEmpty()) {
                    writeUntilDone(batch);
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                forget(batch);
            }
        }
    }

    private void collect(List<Settlement> batch) throws InterruptedException {
        var first = settlements.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        batch.add(first);
        settlements.drainTo(batch, config.batch() - batch.size());
        if (batch.size() < config.batch() && !stopping) {
            Thread.sleep(config.linger());
            settlements.drainTo(batch, config.batch() - batch.size());
        }
    }

    private void writeUntilDone(List<Settlement> batch) throws InterruptedException {
        var pause = TICK;
        while (true) {
            try {
                settle.settle(batch);
                return;
            } catch (RuntimeException failure) {
                if (isForGood(failure)) {
                    writeOneByOne(batch);
                    return;
                }
                LOG.warnf("lane %s: %d results wait (%s)", lane, batch.size(), nameOf(failure));
                settlerSeen = clock.instant();
                Thread.sleep(pause);
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                                ? pause.multipliedBy(2)
                                : LONGEST_PAUSE;
            }
        }
    }

    private void writeOneByOne(List<Settlement> batch) {
        for (var settlement : batch) {
            try {
                settle.settle(List.of(settlement));
            } catch (RuntimeException failure) {
                // Its lease runs out, and the open attempt is then treated as ambiguous.
                LOG.errorf(
                        "result of %s cannot be written (%s)",
                        settlement.task().notificationId(), nameOf(failure));
            }
        }
    }

    private static boolean isForGood(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TasksFailedException tasks) {
                return tasks.isForGood();
            }
        }
        return false;
    }

    private void forget(List<Settlement> batch) {
        for (var settlement : batch) {
            drop(settlement.task());
        }
        room.release(batch.size());
        batch.clear();
    }

    /** Forgets this lease, and not a newer one of the same notification. */
    private void drop(Task task) {
        held.computeIfPresent(
                task.notificationId(),
                (id, it) -> {
                    if (it.epoch() != task.epoch()) {
                        return it;
                    }
                    avoided.remove(id);
                    return null;
                });
    }

    private void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private String name(String part) {
        return "dispatch-" + lane.name().toLowerCase(Locale.ROOT) + "-" + part;
    }

    /** The class says enough; messages may quote values. */
    private static String nameOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getName();
    }
}
