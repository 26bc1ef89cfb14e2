package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What this replica may still use of one limit of one service without asking anybody: a reserve that
 * it took out of the database. Never more is used than all replicas together have reserved.
 */
final class Allowance {

    private static final Window NONE = new Window(Instant.MIN, Instant.MIN);

    private final Uses.Key key;
    private final Uses uses;
    private final QuotaConfig config;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();

    private Window window = NONE;
    private long unused;
    private long size;
    private long reserved;
    private long lastChunk;
    private Instant askedAt = Instant.MIN;
    private Instant reachedUntil = Instant.MIN;
    private Instant awayUntil = Instant.MIN;

    Allowance(Uses.Key key, Uses uses, QuotaConfig config, InstantSource clock) {
        this.key = key;
        this.uses = uses;
        this.config = config;
        this.clock = clock;
    }

    /**
     * How a limit stands, as far as this replica knows.
     *
     * @param left others may use it meanwhile, or give back what they do not use
     */
    record Standing(long size, long left, Window window) {}

    /**
     * Takes from the reserve without waiting for anybody.
     *
     * @return how much was taken: as much as was wanted or, when the limit is reached, what was left;
     *     empty when the database must be asked
     */
    synchronized OptionalLong takeAtOnce(long wanted, Instant now) {
        turnTo(now);
        if (unused < wanted && !now.isBefore(reachedUntil)) {
            return OptionalLong.empty();
        }
        return takeWhatIsThere(wanted);
    }

    /**
     * Takes from the reserve, and fills it first when there is too little in it. Blocks for the
     * database; of many callers one asks it, and while it is away only one from time to time.
     *
     * @return how much was taken: less than wanted means that the limit is reached
     * @throws fr.gouv.notifications.gateway.problem.Refused when the database is away
     */
    long take(long wanted, Instant now) {
        asking.lock();
        try {
            var taken = takeAtOnce(wanted, now);
            // Others may take of what was fetched meanwhile, without asking.
            while (taken.isEmpty()) {
                taken = fetch(wanted, now) ? takeAtOnce(wanted, now) : takeWhatIsThere(wanted);
            }
            return taken.getAsLong();
        } finally {
            asking.unlock();
        }
    }

    /** Fills the reserve; whether as much as is lacking was granted. Called by one at a time. */
    private boolean fetch(long wanted, Instant now) {
        if (now.isBefore(awayUntil)) {
            throw StorageAway.refused();
        }
        var lacking = lacking(wanted);
        var here = window();
        try {
            var grant = uses.reserve(key, here, left -> wish(lacking, left, now));
            fill(grant, lacking, here, now);
            return grant.granted() >= lacking;
        } catch (Refused away) {
            // Who has waited behind this one came before: it need not find out by itself.
            awayUntil = clock.instant().plus(config.believedFor());
            throw away;
        }
    }

    private synchronized long wish(long lacking, long left, Instant now) {
        var lasted =
                askedAt.equals(Instant.MIN) ? ReservePolicy.LIFE : Duration.between(askedAt, now);
        return ReservePolicy.reserve(lacking, left, lastChunk, lasted);
    }

    private synchronized void fill(Uses.Grant grant, long lacking, Window here, Instant now) {
        if (!here.equals(window)) {
            return;
        }
        unused += grant.granted();
        size = grant.size();
        reserved = grant.reserved();
        lastChunk = grant.granted();
        askedAt = now;
        if (grant.granted() < lacking) {
            var until = now.plus(config.believedFor());
            reachedUntil = until.isBefore(window.end()) ? until : window.end();
        }
    }

    private synchronized OptionalLong takeWhatIsThere(long wanted) {
        var taken = Math.min(wanted, unused);
        unused -= taken;
        return OptionalLong.of(taken);
    }

    /** Puts back what was taken at that time for nothing. */
    synchronized void giveBack(long amount, Instant takenAt) {
        if (!takenAt.isBefore(window.start()) && takenAt.isBefore(window.end())) {
            unused += amount;
        }
    }

    /** Empties the reserve if it is older than a replica should keep one. */
    synchronized Optional<Uses.Unused> surrender(Instant now) {
        return now.isBefore(askedAt.plus(config.keptFor())) ? Optional.empty() : surrenderAll(now);
    }

    /** Empties the reserve; what is left of a window that is over is nobody's. */
    synchronized Optional<Uses.Unused> surrenderAll(Instant now) {
        var left = unused;
        reachedUntil = Instant.MIN;
        unused = 0;
        reserved -= left;
        return left > 0 && now.isBefore(window.end())
                ? Optional.of(new Uses.Unused(key, window, left))
                : Optional.empty();
    }

    /** Takes back what could not be surrendered. */
    synchronized void keep(Uses.Unused surrendered) {
        if (surrendered.window().equals(window)) {
            unused += surrendered.amount();
            reserved += surrendered.amount();
        }
    }

    /** What of this window is in reserve here. */
    synchronized long unusedOf(Window wanted) {
        return wanted.equals(window) ? unused : 0;
    }

    synchronized Standing standing() {
        return new Standing(size, Math.max(0, size - reserved) + unused, window);
    }

    private synchronized Window window() {
        return window;
    }

    private synchronized long lacking(long wanted) {
        return wanted - unused;
    }

    /** A clock that goes back does not open an old window again. */
    private void turnTo(Instant now) {
        if (now.isBefore(window.end())) {
            return;
        }
        window = key.limit().period().at(now);
        unused = 0;
        reachedUntil = Instant.MIN;
    }
}
