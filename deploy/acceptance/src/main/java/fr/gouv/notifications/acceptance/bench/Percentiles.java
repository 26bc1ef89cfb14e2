package fr.gouv.notifications.acceptance.bench;

import java.util.Arrays;
import java.util.Collection;

/** Durations in nanoseconds, asked for their percentiles. */
final class Percentiles {

    private final long[] sorted;

    Percentiles(Collection<Long> nanos) {
        sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
    }

    /** The smallest duration that is not exceeded by {@code share} of all, in milliseconds. */
    double millis(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        var rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
}
