package fr.gouv.notifications.dispatch.email;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of files is in memory at once. */
@ConfigMapping(prefix = "dispatch.attachment")
interface AttachmentConfig {

    /** Of all e-mails that are being sent; one of them takes up to six times its files. */
    @WithDefault("10M")
    MemorySize atOnce();

    /** Longest wait for room; the attempt is made later then. */
    @WithDefault("10s")
    Duration patience();
}
