package fr.gouv.notifications.dispatch.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.BreakerChanged;
import fr.gouv.notifications.contracts.BreakerState;
import fr.gouv.notifications.contracts.Channel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a provider stands on a channel, as all replicas know it.
 *
 * @param why a code; absent when messages flow
 * @param since when it stopped working, or began to work again
 * @param nextProbe when it may be probed
 * @param version counts the changes
 */
record Breaker(
        String provider,
        Channel channel,
        BreakerState state,
        @Nullable String why,
        Instant since,
        Instant nextProbe,
        long version) {

    boolean isClosed() {
        return state == BreakerState.CLOSED;
    }

    BreakerChanged changed(Instant now) {
        return new BreakerChanged(
                UUID.nameUUIDFromBytes((provider + "|" + channel.name()).getBytes(UTF_8)),
                now.truncatedTo(ChronoUnit.MICROS),
                provider,
                channel,
                state,
                why,
                since,
                version);
    }
}
