package fr.gouv.notifications.gateway.deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long dead letters are kept, and how patiently they are re-driven. */
@ConfigMapping(prefix = "gateway.dead-letters")
interface DeadLetterConfig {

    /** After this time nothing is left of the record itself; as long as its topic keeps it. */
    @WithDefault("30d")
    Duration keptFor();

    /** After this time it is forgotten altogether; longer than the topic could bring it again. */
    @WithDefault("60d")
    Duration rememberedFor();

    /** How long one replica may re-drive a dead letter before another one may. */
    @WithDefault("60s")
    Duration lease();

    /** Longest wait for the broker's acknowledgement. */
    @WithDefault("10s")
    Duration patience();

    /** Longest time in which one call re-drives many; the next call goes on. */
    @WithDefault("20s")
    Duration longestCall();

    /** Pause between two looks at what is open and what is too old. */
    @WithDefault("30s")
    Duration every();

    /** Dead letters that are emptied or forgotten with one statement. */
    @WithDefault("1000")
    int batch();
}
