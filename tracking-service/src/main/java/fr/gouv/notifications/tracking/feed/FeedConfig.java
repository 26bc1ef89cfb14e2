package fr.gouv.notifications.tracking.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long changes are kept, and how readers wait for them. */
@ConfigMapping(prefix = "tracking.feed")
interface FeedConfig {

    /** Months that ended before are dropped; a cursor before their end is answered with 410. */
    @WithDefault("90d")
    Duration kept();

    /** Pause between two looks for all waiting readers together. */
    @WithDefault("250ms")
    Duration look();

    /** Readers of one service that may wait at once in one replica; others are answered 429. */
    @WithDefault("8")
    int waitingOfOneService();

    /** Readers that may wait at once in one replica. */
    @WithDefault("500")
    int waiting();
}
