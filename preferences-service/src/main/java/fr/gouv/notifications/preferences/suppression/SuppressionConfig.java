package fr.gouv.notifications.preferences.suppression;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what was learnt of an address is believed. */
@ConfigMapping(prefix = "preferences.suppression")
interface SuppressionConfig {

    /** An address that does not exist; after a year somebody else may have it. */
    @WithDefault("365d")
    Duration hard();

    /** A mailbox that takes nothing any more. */
    @WithDefault("180d")
    Duration disabled();

    /** A mailbox that is full: its owner may be on holiday. */
    @WithDefault("30d")
    Duration full();

    /** Pause between two looks at what has ended. */
    @WithDefault("10m")
    Duration sweep();
}
