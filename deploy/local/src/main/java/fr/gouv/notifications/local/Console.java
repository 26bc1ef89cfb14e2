package fr.gouv.notifications.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The one place that writes for the person at the terminal. */
public final class Console {

    private final PrintStream out;

    /** Whether a person looks at it, and not a file. */
    private final boolean isSeen;

    private final long started = System.nanoTime();

    private Console(PrintStream out, boolean isSeen) {
        this.out = out;
        this.isSeen = isSeen;
    }

    /** Writes to standard output. */
    public static Console standard() {
        return new Console(
                System.out,
                Optional.ofNullable(System.console())
                        .filter(java.io.Console::isTerminal)
                        .isPresent());
    }

    /** Writes where it is told. */
    public static Console into(PrintStream out) {
        return new Console(out, false);
    }

    /** Writes nothing: for tests, where a failure speaks by its exception. */
    public static Console silent() {
        return new Console(new PrintStream(PrintStream.nullOutputStream(), false), false);
    }

    /** A plain line. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /**
     * What is true at the moment: takes the place of the last one at a terminal, and is a line of its
     * own elsewhere.
     */
    public void now(String line) {
        if (isSeen) {
            out.print("\r\033[K" + line);
            out.flush();
        } else {
            say(line);
        }
    }

    /** Ends what {@link #now} has written. */
    public void done() {
        if (isSeen) {
            say("");
        }
    }

    /** A line of progress, with the time since the command began. */
    public void progress(String line) {
        say(String.format(Locale.ROOT, "%7.1f s  %s", elapsed().toMillis() / 1000.0, line));
    }

    /** Time since this console was opened. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
