package fr.gouv.notifications.gateway.quota;

import java.time.Duration;

/** Decides how much a replica reserves at once. */
final class ReservePolicy {

    /** How long a reserve should last: so often a replica asks the database. */
    static final Duration LIFE = Duration.ofSeconds(5);

    /** The first reserve, and the smallest while the limit is far. */
    static final long SMALLEST = 10;

    /**
     * No replica reserves more than this part of what is left: the nearer the limit, the less is held
     * by replicas that may not need it.
     */
    static final long PART = 32;

    private static final int FASTEST_GROWTH = 4;

    /**
     * What to reserve.
     *
     * @param needed at once; more than {@code left} is granted in part
     * @param left of the limit, what others hold in reserve taken off
     * @param last what was reserved the last time; 0 when nothing was
     * @param lasted how long that was enough
     */
    static long reserve(long needed, long left, long last, Duration lasted) {
        var useful = Math.min(Math.max(SMALLEST, grown(last, lasted)), left / PART);
        return Math.max(0, Math.min(left, Math.max(needed, useful)));
    }

    private static long grown(long last, Duration lasted) {
        var growth = (double) LIFE.toMillis() / Math.max(1, lasted.toMillis());
        return (long) (last * Math.min(growth, FASTEST_GROWTH));
    }

    private ReservePolicy() {}
}
