package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A provider stopped working on a channel, is tried, or works again.
 *
 * @param breakerId always the same for the same provider and channel, so that its changes keep their order
 * @param provider by the name under which administrators pause it
 * @param channel on which it takes messages
 * @param state whether messages flow
 * @param why what it did, as a code; absent when messages flow
 * @param since when it stopped working, or began to work again
 * @param version counts the changes, from 1
 */
public record BreakerChanged(
        UUID breakerId,
        Instant occurredAt,
        String provider,
        Channel channel,
        BreakerState state,
        @Nullable String why,
        Instant since,
        long version)
        implements Fact {

    public BreakerChanged {
        if (version < 1) {
            throw new IllegalArgumentException("changes are counted from 1");
        }
    }

    @Override
    public UUID subject() {
        return breakerId;
    }

    @Override
    public String discriminator() {
        return Long.toString(version);
    }
}
