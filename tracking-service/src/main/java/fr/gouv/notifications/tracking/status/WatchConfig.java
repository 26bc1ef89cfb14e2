package fr.gouv.notifications.tracking.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the watchdog looks; how long each status may last is decided by the {@link WatchPolicy}. */
@ConfigMapping(prefix = "tracking.watch")
interface WatchConfig {

    /** Pause between two looks. */
    @WithDefault("30s")
    Duration look();

    /** Notifications told of in one transaction. */
    @WithDefault("500")
    int batch();

    /** Facts that are older than this when they are heard say that we are behind ourselves. */
    @WithDefault("1m")
    Duration behind();

    /** After a start, or after being behind, nobody is called overdue for so long. */
    @WithDefault("2m")
    Duration settling();
}
