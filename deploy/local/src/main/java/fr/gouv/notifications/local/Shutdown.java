package fr.gouv.notifications.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code ./notifications down} and {@code reset}: ends a stack, and what one left behind. */
final class Shutdown {

    private static final Duration CLEAN_END = Duration.ofSeconds(90);

    private final Path data;
    private final Console console;

    Shutdown(Path data, Console console) {
        this.data = data;
        this.console = console;
    }

    /** Stops whatever of this stack runs. */
    int down() {
        if (!Files.isDirectory(data)) {
            console.say("Nothing is running.");
            return 0;
        }
        var folder = new StackFolder(data);
        var running = folder.recorded("stack");
        running.ifPresent(
                stack -> {
                    console.progress("stopping process " + stack.pid());
                    stack.destroy();
                    if (!Patience.until(() -> !stack.isAlive(), CLEAN_END)) {
                        console.progress("it does not end by itself: ending it");
                        stack.destroyForcibly();
                    }
                });
        var leftovers = folder.endLeftovers();
        delete(data.resolve("run").resolve("ready"));
        leftovers.stream()
                .filter(name -> !name.equals("stack"))
                .forEach(
                        name ->
                                console.progress(
                                        "ended %s, left by an earlier run".formatted(name)));
        if (running.isPresent() || !leftovers.isEmpty()) {
            console.progress("stopped");
        } else {
            console.say("Nothing is running.");
        }
        return 0;
    }

    /** Stops it and removes its data; programs and logs stay. */
    int reset() {
        down();
        for (var kind :
                List.of("postgres", "kafka", "keycloak", "mails", "secrets", "env", "run")) {
            StackFolder.delete(data.resolve(kind));
        }
        delete(data.resolve("stack.env"));
        console.say("The data is gone; the next ./notifications up begins anew.");
        return 0;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
