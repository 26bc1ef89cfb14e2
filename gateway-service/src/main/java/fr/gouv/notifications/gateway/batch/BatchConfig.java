package fr.gouv.notifications.gateway.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How much of files is taken, kept and sent. */
@ConfigMapping(prefix = "gateway.batch")
interface BatchConfig {

    /** Whether this replica sends rows and sweeps. */
    @WithDefault("true")
    boolean enabled();

    /** Rows of one file; the heading is none. */
    @WithDefault("100000")
    int mostRows();

    /** Bytes of one file. */
    @WithDefault("52428800")
    long mostBytes();

    /** Where uploads rest, encrypted and without a name, while they are read. */
    @WithDefault("${java.io.tmpdir}/notifications-spool")
    Path spool();

    /** Files read at once by this replica; more are told to come again. */
    @WithDefault("4")
    int uploads();

    /** How long an upload waits for its checks before it is answered without them. */
    @WithDefault("10s")
    Duration answerWithin();

    /** Rows checked, stored, claimed and published together. */
    @WithDefault("500")
    int chunk();

    /** Rows a second that this replica hands to the line, all batches together. */
    @WithDefault("500")
    int rowsASecond();

    /** After which what a crashed replica was doing is taken over. */
    @WithDefault("60s")
    Duration lease();

    /** How long to rest when there is nothing to send. */
    @WithDefault("500ms")
    Duration idle();

    /** Faults of one file that are kept with their place; all are counted. */
    @WithDefault("100000")
    int mostFaults();

    /** How long a checked batch waits to be started before it is emptied. */
    @WithDefault("7d")
    Duration unstartedFor();

    /** How long a paused batch waits to be resumed before it is cancelled. */
    @WithDefault("30d")
    Duration pausedFor();

    /** How long the outcome of a batch can be read. */
    @WithDefault("90d")
    Duration keptFor();
}
