package fr.gouv.notifications.contracts;

import java.time.Instant;

/**
 * One way to try: a channel, where it leads, and when.
 *
 * @param channel which carrier takes it
 * @param address the sealed address, purpose {@code address}
 * @param notBefore not earlier than this
 * @param deadline without success by then, the next step starts
 */
public record Step(Channel channel, Sealed address, Instant notBefore, Instant deadline) {

    public Step {
        if (deadline.isBefore(notBefore)) {
            throw new IllegalArgumentException("a step cannot end before it starts");
        }
    }
}
