package fr.gouv.notifications.dispatch.delivery;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Decides how long to wait before a message is tried again on the same channel. */
final class RetryPolicy {

    /** A tenth more or less, so that messages which failed together do not all come back together. */
    private static final double SPREAD = 0.1;

    /**
     * The wait after a failure.
     *
     * @param failures how often this step has failed so far, from 1
     * @param notificationId spreads the waits: the same notification always gets the same wait
     */
    static Duration waitAfter(Hindrance hindrance, int failures, UUID notificationId) {
        var waits = waitsOf(hindrance);
        var wait = waits.get(Math.min(Math.max(failures, 1), waits.size()) - 1);
        var position = Math.floorMod(notificationId.hashCode(), 1001) / 1000.0 * 2 - 1;
        return wait.plusMillis(Math.round(wait.toMillis() * SPREAD * position));
    }

    private static List<Duration> waitsOf(Hindrance hindrance) {
        return switch (hindrance) {
            // Short at first: while the provider is away for all, the hold keeps messages back.
            case UNREACHABLE, INTERRUPTED -> UNREACHABLE;
            // Greylisting remembers us after about five minutes; sooner only prolongs it.
            case GREYLISTED -> GREYLISTED;
            case THROTTLED -> THROTTLED;
            case FAULT -> FAULT;
            // Somebody has to empty a mailbox or mend a configuration: haste changes nothing.
            case MAILBOX_FULL -> MAILBOX_FULL;
            case OURSELVES -> OURSELVES;
        };
    }

    private static final List<Duration> UNREACHABLE =
            List.of(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(15));
    private static final List<Duration> GREYLISTED = minutes(5, 5, 10, 15, 30, 60);
    private static final List<Duration> THROTTLED = minutes(1, 2, 5, 10, 15, 30);
    private static final List<Duration> FAULT = minutes(1, 2, 5, 10, 20, 30, 60);
    private static final List<Duration> MAILBOX_FULL = minutes(30, 60, 120, 240, 480);
    private static final List<Duration> OURSELVES = minutes(5, 15, 30, 60);

    private static List<Duration> minutes(int... minutes) {
        return Arrays.stream(minutes).mapToObj(Duration::ofMinutes).toList();
    }

    private RetryPolicy() {}
}
