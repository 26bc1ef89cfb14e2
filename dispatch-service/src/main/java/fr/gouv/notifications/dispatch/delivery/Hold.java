package fr.gouv.notifications.dispatch.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps messages back while a carrier cannot be reached, so that an outage costs a probe now and
 * then instead of an attempt for every message.
 */
final class Hold {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final int after;
    private final Duration longestPause;
    private int failures;
    private Duration pause = FIRST_PAUSE;
    private Instant nextProbe = Instant.EPOCH;

    /**
     * @param after how many failures in a row close the hold
     */
    Hold(int after, Duration longestPause) {
        this.after = after;
        this.longestPause = longestPause;
    }

    synchronized boolean isClosed() {
        return failures >= after;
    }

    synchronized boolean isProbeDue(Instant now) {
        return isClosed() && !now.isBefore(nextProbe);
    }

    /** The carrier answered, whatever it said: messages may flow. */
    synchronized void reached() {
        failures = 0;
        pause = FIRST_PAUSE;
    }

    /** The carrier did not answer; {@code true} when that closes the hold. */
    synchronized boolean missed(Instant now) {
        var wasClosed = isClosed();
        if (wasClosed && now.isBefore(nextProbe)) {
            // It was under way when the hold closed: that is no probe, and says nothing new.
            return false;
        }
        failures++;
        if (!isClosed()) {
            return false;
        }
        nextProbe = now.plus(pause);
        var doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
        return !wasClosed;
    }
}
