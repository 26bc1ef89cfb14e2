package fr.gouv.notifications.gateway.batch;

import java.time.Duration;

/** How fast the rows of a batch may be sent. */
sealed interface Spread {

    /** So many an hour. */
    record Hourly(int rows) implements Spread {}

    /** Evenly over so much time. */
    record Over(Duration window) implements Spread {}

    /** Rows an hour for so many rows, one at least. */
    default int hourly(int rows) {
        return switch (this) {
            case Hourly(var most) -> most;
            case Over(var window) -> {
                var seconds = Math.max(1, window.toSeconds());
                var hourly = Math.ceilDiv(rows * 3_600L, seconds);
                yield Math.toIntExact(Math.clamp(hourly, 1L, (long) Integer.MAX_VALUE));
            }
        };
    }
}
