package fr.gouv.notifications.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** {@code ./notifications status}: what of a stack runs now. */
final class Status {

    private static final int NOTHING_RUNS = 3;

    private final Path data;
    private final Console console;

    Status(Path data, Console console) {
        this.data = data;
        this.console = console;
    }

    /** 0 when something runs, 3 when nothing does. */
    int run() {
        if (!Files.isDirectory(data)) {
            console.say("Nothing is running.");
            return NOTHING_RUNS;
        }
        var folder = new StackFolder(data);
        var stack = folder.recorded("stack");
        var table = new TextTable("part", "process", "running for", "log");
        var anything = stack.isPresent();
        for (var part : Part.values()) {
            // The mailbox lives in the process of the stack itself.
            var process = part == Part.MAIL ? stack : folder.recorded(part.label());
            anything |= process.isPresent();
            table.row(
                    part.label(),
                    process.map(handle -> Long.toString(handle.pid())).orElse("not running"),
                    process.map(Status::age).orElse(""),
                    folder.log(part == Part.MAIL ? "stack" : part.label()).toString());
        }
        if (!anything) {
            console.say("Nothing is running.");
            return NOTHING_RUNS;
        }
        table.lines().forEach(console::say);
        if (stack.isEmpty()) {
            console.say("");
            console.say(
                    "The process that started these parts is gone: ./notifications down ends them, ./notifications up starts afresh.");
        } else if (!Files.exists(data.resolve("run").resolve("ready"))) {
            console.say("");
            console.say("It is still starting.");
        }
        return 0;
    }

    private static String age(ProcessHandle process) {
        Optional<Instant> started = process.info().startInstant();
        return started.map(
                        at ->
                                Duration.between(at, InstantSource.system().instant()).toSeconds()
                                        + " s")
                .orElse("");
    }
}
