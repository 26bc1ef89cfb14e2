package fr.gouv.notifications.dispatch.inbound;

import java.time.Duration;
import java.time.Instant;

/** Decides when a mail that could not be read is read again, and when no more. */
final class InboundPolicy {

    /** A worker that dies over a mail this often is killed by it. */
    private static final int LOST_LEASES = 5;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final int DOUBLINGS = 10;

    /**
     * The pause after so many failures: short at first, because a report may be faster than the answer
     * it is about.
     */
    static Duration pause(int failures) {
        var doubled = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1, 0, DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Whether it is not to be read any more. */
    static boolean isHopeless(InboundMail mail, Instant now) {
        // Each claim but this one ended in a failure that was written down, or in a crash.
        var lost = mail.epoch() - 1 - mail.failures();
        return !now.isBefore(mail.givesUpAt()) || lost >= LOST_LEASES;
    }

    private InboundPolicy() {}
}
