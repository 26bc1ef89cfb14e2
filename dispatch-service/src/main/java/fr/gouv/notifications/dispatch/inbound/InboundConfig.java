package fr.gouv.notifications.dispatch.inbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where mail comes back to, how much of it is let in, and how long it is kept. */
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

    /** A reply may hold pictures of documents; those of more than 4 MiB together are not carried on. */
    @WithDefault("6291456")
    int maxReplySize();

    @WithDefault("50")
    int maxConnections();

    /** Of one client, of all connections. */
    @WithDefault("20")
    int maxConnectionsPerClient();

    /**
     * Mails that one client may bring in a minute. It is generous because the client is usually the
     * platform's own relay, which brings what the whole world sends back.
     */
    @WithDefault("1200")
    int maxMailsPerMinute();

    /** Mails about one notification in a day: an honest one has a few. */
    @WithDefault("50")
    int maxMailsPerNotification();

    /** Of these, answers of the citizen: two machines that answer each other are stopped here. */
    @WithDefault("10")
    int maxRepliesPerNotification();

    /** Whether citizens answer to us, and we carry it on. If not, they answer to the service itself. */
    @WithDefault("true")
    boolean replies();

    /** How long after a message an answer is carried on; later, its writer is told so. */
    @WithDefault("365d")
    Duration repliesFor();

    /** Longest silence of a client. */
    @WithDefault("60s")
    Duration timeout();

    /** A crashed worker's mails are read by another one after this time. */
    @WithDefault("2m")
    Duration lease();

    /** How often mail is looked for when nothing announces it. */
    @WithDefault("1s")
    Duration poll();

    /** Mails that are claimed at once. */
    @WithDefault("20")
    int batch();

    /** What could not be read in this time is dead, and a person has to look. */
    @WithDefault("3d")
    Duration patience();

    /** Then the mail is deleted, whatever became of it. */
    @WithDefault("30d")
    Duration kept();

    /** How often what is too old is looked for. */
    @WithDefault("1m")
    Duration sweep();
}
