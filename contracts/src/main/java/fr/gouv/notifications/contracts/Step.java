package fr.gouv.notifications.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One way to try: a channel, where it leads, and when.
 *
 * @param channel which carrier takes it
 * @param address the sealed address, purpose {@code address}
 * @param notBefore not earlier than this
 * @param deadline without success by then, the next step starts
 * @param addressDigest under which the address is known to preferences, whose pepper made it; nobody
 *     else can compute or compare it
 */
public record Step(
        Channel channel,
        Sealed address,
        Instant notBefore,
        Instant deadline,
        @Nullable String addressDigest) {

    public Step {
        if (deadline.isBefore(notBefore)) {
            throw new IllegalArgumentException("a step cannot end before it starts");
        }
    }
}
