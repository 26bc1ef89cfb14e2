package fr.gouv.notifications.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** The one place that writes for the person at the terminal. */
public final class Console {

    private final PrintStream out;
    private final long started = System.nanoTime();

    private Console(PrintStream out) {
        this.out = out;
    }

    /** Writes to standard output. */
    public static Console standard() {
        return new Console(System.out);
    }

    /** Writes where it is told. */
    public static Console into(PrintStream out) {
        return new Console(out);
    }

    /** Writes nothing: for tests, where a failure speaks by its exception. */
    public static Console silent() {
        return new Console(new PrintStream(PrintStream.nullOutputStream(), false));
    }

    /** A plain line. */
    public void say(String line) {
        out.println(line);
        out.flush();
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
