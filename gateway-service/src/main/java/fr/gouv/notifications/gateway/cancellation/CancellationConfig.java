package fr.gouv.notifications.gateway.cancellation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a caller who cancels waits for the verdict. */
@ConfigMapping(prefix = "gateway.cancellation")
interface CancellationConfig {

    /** Longest wait for somebody to say whether it was in time; then the answer is 202. */
    @WithDefault("3s")
    Duration patience();

    /** Callers that may wait at the same time; others get their 202 at once. */
    @WithDefault("64")
    int mostWaiting();

    /** Longest wait for the broker's acknowledgement of the wish. */
    @WithDefault("5s")
    Duration brokerPatience();
}
