package fr.gouv.notifications.gateway.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long keys are kept, and how long others wait for them. */
@ConfigMapping(prefix = "gateway.idempotency")
public interface IdempotencyConfig {

    /** After this time a key counts as new. */
    @WithDefault("7d")
    Duration keptFor();

    /** After this time a crashed attempt is taken over; longer than the broker may take. */
    @WithDefault("15s")
    Duration lease();

    /** How long a repetition waits for the first request before it is told to come back. */
    @WithDefault("5s")
    Duration patience();

    /** Pause between two sweeps of what is too old. */
    @WithDefault("5m")
    Duration sweepEvery();

    /** Rows removed in one transaction. */
    @WithDefault("2000")
    int sweepBatch();
}
