package fr.gouv.notifications.dispatch.inbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where mail comes back to, and how much of it is let in. */
@ConfigMapping(prefix = "dispatch.inbound")
interface InboundConfig {

    /** The base64 of 32 random bytes that sign return paths; without it mails have a plain sender. */
    Optional<Path> secretFile();

    /** The domain of return paths: its mail exchanger brings what comes back to us. */
    String domain();

    String host();

    /** Absent: nobody listens here. */
    OptionalInt port();

    /** A report with a returned mail of ours is far smaller. */
    @WithDefault("1048576")
    int maxSize();

    @WithDefault("50")
    int maxConnections();

    /** Longest silence of a client. */
    @WithDefault("60s")
    Duration timeout();
}
