package fr.gouv.notifications.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A part that runs as a process of its own: started, watched, stopped, and never left behind. */
final class ChildProcess {

    /** A service takes 25 s at most. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int LAST_LINES = 25;
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /**
     * The kernel ends a child when the <em>thread</em> that started it ends, so all are started by
     * one thread that lives as long as this process.
     */
    private static final ExecutorService STARTER =
            Executors.newSingleThreadExecutor(
                    task -> {
                        var thread = new Thread(task, "starter-of-children");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final String name;
    private final StackFolder folder;
    private @Nullable Process process;
    private volatile boolean wanted;

    ChildProcess(String name, StackFolder folder) {
        this.name = name;
        this.folder = folder;
    }

    /**
     * What to put before a command so that it is told to stop when this process dies, and not by a
     * Ctrl-C at the terminal: that one is ours, and parts are stopped in their order.
     */
    static List<String> diesWithUs(String signal) {
        return Files.isExecutable(SETPRIV) && Files.isExecutable(SETSID)
                ? List.of(SETSID.toString(), SETPRIV.toString(), "--pdeathsig", signal)
                : List.of();
    }

    synchronized void start(
            List<String> command, Map<String, String> environment, Path workFolder) {
        folder.rotate(log());
        var builder =
                new ProcessBuilder(new ArrayList<>(command))
                        .directory(workFolder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        process = started(builder);
        wanted = true;
        folder.record(name, process.pid());
    }

    /** Never given up half-way: a process that nobody knows of could not be stopped. */
    private Process started(ProcessBuilder builder) {
        var start = CompletableFuture.supplyAsync(() -> startNow(builder), STARTER);
        try {
            return start.join();
        } catch (CompletionException refused) {
            throw new StackException(
                    "%s could not be started: %s.".formatted(name, refused.getCause()), refused);
        }
    }

    private static Process startNow(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Returns when the condition holds; says what went wrong when the process dies or dawdles. */
    void awaitReady(BooleanSupplier ready, Duration atMost) {
        var inTime = Patience.until(() -> !running() || ready.getAsBoolean(), atMost);
        if (!running()) {
            throw new StackException(
                    "%s died while it started%s; the last lines of %s are:%n%s"
                            .formatted(name, exitCode(), log(), lastLines()));
        }
        if (!inTime) {
            throw new StackException(
                    "%s was not ready after %d s; the last lines of %s are:%n%s"
                            .formatted(name, atMost.toSeconds(), log(), lastLines()));
        }
    }

    /** Whether it is there, wanted or not. */
    synchronized boolean running() {
        return process != null && process.isAlive();
    }

    /** Whether it ended without having been asked to. */
    boolean lost() {
        return wanted && !running();
    }

    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    Path log() {
        return folder.log(name);
    }

    /** Asks it to end, then insists. */
    void stop() {
        wanted = false;
        end(Process::destroy, GRACE);
    }

    /** As a power failure would. */
    void kill() {
        wanted = false;
        end(Process::destroyForcibly, GRACE);
    }

    private synchronized void end(Consumer<Process> how, Duration grace) {
        if (process == null) {
            return;
        }
        how.accept(process);
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        folder.forget(name);
    }

    /** The end of its log, for the person who must understand why it failed. */
    String lastLines() {
        try {
            // A log may hold a byte that is no text; it is shown all the same.
            return String.join(
                    System.lineSeparator(),
                    LogLines.last(
                            new String(Files.readAllBytes(log()), StandardCharsets.UTF_8),
                            LAST_LINES));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    synchronized String exitCode() {
        return process == null || process.isAlive() ? "" : " with exit code " + process.exitValue();
    }
}
