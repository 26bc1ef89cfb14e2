package fr.gouv.notifications.dispatch.pace;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decides how much slower, for how long, and how the pace comes back. */
final class PacePolicy {

    private static final Duration FIRST_HOLD = Duration.ofMinutes(1);
    private static final Duration LONGEST_HOLD = Duration.ofHours(4);
    private static final Duration CLEAN = Duration.ofMinutes(10);
    private static final double RETURN = 0.1;
    private static final double SLOWEST = 1.0 / 1024;
    private static final double SPREAD = 0.2;

    /** What a new address or domain may send to one provider on each of its days. */
    private static final long[] WARM_UP = {50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000};

    private static final double WARM_UP_GROWTH = 1.5;

    /** From then on, a provider knows us. */
    private static final int WARM_AFTER_DAYS = 30;

    /**
     * It asked once more: half of the pace that is left, after a hold that doubles each time.
     *
     * @param hold at least so long, when it named a longer one
     * @param luck from 0 to 1: spreads the ends of holds, so that replicas do not return together
     */
    static Slowness slower(
            @Nullable Slowness before, Instant now, Duration hold, double luck, String why) {
        var left = before == null ? 1 : factor(before, now);
        var strikes = before == null || left >= 1 ? 0 : before.strikes();
        var doubled = FIRST_HOLD.multipliedBy(1L << Math.min(strikes, 10));
        var bounded = doubled.compareTo(LONGEST_HOLD) < 0 ? doubled : LONGEST_HOLD;
        var longest = hold.compareTo(bounded) > 0 ? hold : bounded;
        var spread = Duration.ofMillis(Math.round(longest.toMillis() * SPREAD * luck));
        var until = now.plus(longest).plus(spread);
        return new Slowness(
                Math.max(SLOWEST, left / 2),
                strikes + 1,
                now,
                before != null && before.until().isAfter(until) ? before.until() : until,
                why);
    }

    /** The part of the usual pace that is left now: a tenth of the usual one more every ten minutes. */
    static double factor(Slowness slowness, Instant now) {
        var clean = Duration.between(slowness.until(), now);
        var steps = clean.isNegative() ? 0 : clean.dividedBy(CLEAN);
        return Math.min(1, slowness.factor() + RETURN * steps);
    }

    /** When the pace will be the usual one again, if nothing more is asked. */
    static Instant recovered(Slowness slowness) {
        var steps = (long) Math.ceil((1 - slowness.factor()) / RETURN - 1e-9);
        return slowness.until().plus(CLEAN.multipliedBy(steps));
    }

    /** Messages at the same time: never none. */
    static int connections(int usual, double factor, int replicas) {
        return Math.max(1, (int) (usual * factor / replicas));
    }

    /** Bulk leaves a fifth to codes and single sends, where there is enough to share. */
    static int forBulk(int all) {
        return all < 2 ? all : Math.max(1, all - Math.max(1, all / 5));
    }

    /** How many a new sender may send to one provider today; empty when it is known. */
    static OptionalLong warmUp(LocalDate first, LocalDate today) {
        var day = ChronoUnit.DAYS.between(first, today);
        if (day >= WARM_AFTER_DAYS) {
            return OptionalLong.empty();
        }
        if (day < WARM_UP.length) {
            return OptionalLong.of(day < 0 ? 0 : WARM_UP[(int) day]);
        }
        var last = WARM_UP.length - 1;
        return OptionalLong.of(
                (long) (WARM_UP[last] * Math.pow(WARM_UP_GROWTH, (double) (day - last))));
    }

    private PacePolicy() {}
}
