package fr.gouv.notifications.gateway.attachment;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** How much a service may send along, and how long it is kept. */
@ConfigMapping(prefix = "gateway.attachment")
interface AttachmentConfig {

    /** Kinds that are taken, by the extension of the name. */
    @WithDefault("pdf,png,jpg,jpeg,docx,xlsx,odt,ods,txt,csv,ics")
    Set<String> kinds();

    /** What one service may have here at once. */
    @WithDefault("2G")
    MemorySize kept();

    /** How long a file waits for the notification that it is for. */
    @WithDefault("2d")
    Duration unused();

    /** Files read at once: each is in memory while it is. */
    @WithDefault("2")
    int atOnce();

    /** Longest wait for a turn. */
    @WithDefault("10s")
    Duration patience();

    /** Pause between two looks at what nobody needs any more. */
    @WithDefault("10m")
    Duration sweep();
}
