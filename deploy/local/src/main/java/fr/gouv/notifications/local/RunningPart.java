package fr.gouv.notifications.local;

import java.nio.file.Path;

/** One part of a stack, to be stopped, broken and started again by a test or an operator. */
public interface RunningPart {

    /** Which part it is. */
    Part part();

    /** Starts it and returns when it is ready to work; nothing happens when it runs already. */
    void start();

    /** Asks it to stop and returns when it has; nothing happens when it does not run. */
    void stop();

    /** Ends it without a warning, as a power failure would. */
    void kill();

    /** Stops it and starts it again with the same data. */
    default void restart() {
        stop();
        start();
    }

    /** Whether it runs now. */
    boolean running();

    /** Whether it ended although nobody asked it to. */
    boolean lost();

    /** The number of its process; that of this process when it has none of its own. */
    long pid();

    /** Where it writes what it does. */
    Path log();
}
