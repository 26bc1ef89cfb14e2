package fr.gouv.notifications.dispatch.pace;

import java.time.Instant;
import java.util.Arrays;

/** When the last messages left, as many as a rate can ask for. */
final class SentLog {

    private static final long NEVER = Long.MIN_VALUE;

    private long[] times = new long[0];
    private int next;

    /** When one more message may leave under this rate: no stretch of its time then has more than it allows. */
    long freeAt(Rate rate) {
        growTo(rate.messages());
        var index = Math.floorMod(next - rate.messages(), times.length);
        var earliest = times[index];
        return earliest == NEVER ? NEVER : earliest + rate.per().toNanos();
    }

    /** One leaves now. */
    void sent(long nanos) {
        if (times.length == 0) {
            return;
        }
        times[next] = nanos;
        next = (next + 1) % times.length;
    }

    static long nanos(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    private void growTo(int room) {
        if (room <= times.length) {
            return;
        }
        var larger = new long[room];
        Arrays.fill(larger, NEVER);
        // The oldest first, so that what is new lies before the next place.
        for (var i = 0; i < times.length; i++) {
            larger[room - times.length + i] = times[(next + i) % times.length];
        }
        times = larger;
        next = 0;
    }
}
