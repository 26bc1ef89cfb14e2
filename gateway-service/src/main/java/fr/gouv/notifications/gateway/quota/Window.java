package fr.gouv.notifications.gateway.quota;

import java.time.Duration;
import java.time.Instant;

/**
 * The time in which a limit counts, after which it counts from nothing again.
 *
 * @param end the first instant that no longer belongs to it
 */
record Window(Instant start, Instant end) {

    Duration length() {
        return Duration.between(start, end);
    }

    /** How long it still lasts, in whole seconds, so that who waits as long does not come too early. */
    Duration left(Instant now) {
        var left = Duration.between(now, end);
        var seconds = left.toSeconds() + (left.toNanosPart() > 0 ? 1 : 0);
        return Duration.ofSeconds(Math.max(1, seconds));
    }
}
