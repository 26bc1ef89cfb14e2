package fr.gouv.notifications.local;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The one folder of a stack: data, secrets, logs, and the numbers of its processes. */
final class StackFolder {

    /** Above it a log is cut: a stack left running for weeks must not fill the disk. */
    private static final long LONGEST_LOG = 50L * 1024 * 1024;

    private static final int KEPT_LOGS = 3;
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Path root;

    StackFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
        create(this.root);
        create(logs());
        create(runs());
    }

    Path root() {
        return root;
    }

    Path data(String part) {
        return root.resolve(part);
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** The mark by which a process of this stack can be told from any other. */
    String mark() {
        return "-Dnotifications.stack=" + root;
    }

    // --- Processes ---------------------------------------------------------------------------

    private Path runs() {
        return root.resolve("run");
    }

    void record(String name, long pid) {
        write(runs().resolve(name + ".pid"), Long.toString(pid));
    }

    void forget(String name) {
        try {
            Files.deleteIfExists(runs().resolve(name + ".pid"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The process recorded under that name, if it still runs and is really one of this stack. */
    Optional<ProcessHandle> recorded(String name) {
        try {
            var pid = Long.parseLong(Files.readString(runs().resolve(name + ".pid")).strip());
            return ProcessHandle.of(pid).filter(this::isOurs);
        } catch (IOException | NumberFormatException absent) {
            return Optional.empty();
        }
    }

    /** The names under which processes were recorded. */
    List<String> recordedNames() {
        try (var files = Files.list(runs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pid"))
                    .map(name -> name.substring(0, name.length() - ".pid".length()))
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Ends what a run that died without cleaning left behind. A number may have been given to
     * another program since: only a process whose command line names this folder is ended.
     *
     * @return the names of what was ended
     */
    List<String> endLeftovers() {
        var ended =
                recordedNames().stream()
                        .filter(
                                name -> {
                                    var left = recorded(name);
                                    left.filter(
                                                    process ->
                                                            process.pid()
                                                                    != ProcessHandle.current()
                                                                            .pid())
                                            .ifPresent(StackFolder::end);
                                    forget(name);
                                    return left.isPresent();
                                })
                        .toList();
        return ended;
    }

    static void end(ProcessHandle process) {
        process.destroy();
        if (!Patience.until(() -> !process.isAlive(), GRACE)) {
            process.destroyForcibly();
            Patience.until(() -> !process.isAlive(), GRACE);
        }
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            var commandLine =
                    new String(
                            Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline")),
                            StandardCharsets.UTF_8);
            return process.isAlive() && commandLine.contains(root.toString());
        } catch (IOException gone) {
            return false;
        }
    }

    // --- Files -------------------------------------------------------------------------------

    /** Keeps the log of the last runs beside the new one. */
    void rotate(Path log) {
        try {
            for (int age = KEPT_LOGS - 1; age >= 0; age--) {
                var older = age == 0 ? log : numbered(log, age);
                if (Files.exists(older)) {
                    Files.move(older, numbered(log, age + 1), REPLACE_EXISTING);
                }
            }
            Files.createFile(log);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Cuts the logs that have grown too long; their writers append, so they go on at the start. */
    void cutLongLogs() {
        try (var files = Files.list(logs())) {
            for (var log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                if (Files.size(log) > LONGEST_LOG) {
                    Files.copy(log, numbered(log, 1), REPLACE_EXISTING);
                    try (var open = FileChannel.open(log, StandardOpenOption.WRITE)) {
                        open.truncate(0);
                    }
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Path numbered(Path log, int age) {
        return log.resolveSibling(log.getFileName().toString().replace(".log", "." + age + ".log"));
    }

    static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(
                    "the folder %s cannot be made".formatted(folder), broken);
        }
    }

    static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Removes a folder and what is in it; never follows a link out of it. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException alreadyGone) {
            return;
        } catch (IOException broken) {
            throw new UncheckedIOException(
                    "the folder %s cannot be removed".formatted(folder), broken);
        }
    }

    /** A copy of a folder, links as links. */
    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (var path : all.toList()) {
                var target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, REPLACE_EXISTING, NOFOLLOW_LINKS, COPY_ATTRIBUTES);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("%s cannot be copied to %s".formatted(from, to), broken);
        }
    }
}
