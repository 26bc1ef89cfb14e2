package fr.gouv.notifications.sound.delivery;

import java.time.Duration;
import java.time.Instant;

/** Decides, and touches nothing. */
final class RetryPolicy {

    static Instant next(Instant now, int attempt) {
        return now.plus(Duration.ofMinutes(attempt));
    }

    private RetryPolicy() {}
}
