package fr.gouv.notifications.gateway.dmarc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of what mailbox providers report is kept. */
@ConfigMapping(prefix = "gateway.dmarc")
interface DmarcConfig {

    /** How long counts are kept; a year at most is ever shown. */
    @WithDefault("90d")
    Duration keptFor();

    /** Counts of one domain and day; whoever makes reports up fills no more. */
    @WithDefault("1000")
    int mostCounts();

    /** Pause between two looks for what is old. */
    @WithDefault("1h")
    Duration sweep();
}
