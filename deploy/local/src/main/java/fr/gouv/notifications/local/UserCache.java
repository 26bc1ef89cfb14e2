package fr.gouv.notifications.local;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What is prepared once for a user of this machine and used by every stack: unpacked programs. */
final class UserCache {

    /** Two threads of this process wait for each other here; two processes at the lock file. */
    private static final Map<String, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path folder;

    private UserCache(Path folder) {
        this.folder = folder;
    }

    /** In the place where the user keeps such things. */
    static UserCache usual() {
        var own = System.getenv("XDG_CACHE_HOME");
        var base =
                own == null || own.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(own);
        return new UserCache(base.resolve("notifications"));
    }

    /**
     * The prepared folder of that name. When it is not there, {@code preparation} fills an empty
     * one; it appears under its name only when it is complete, and only one process prepares it.
     */
    Path prepared(String name, Consumer<Path> preparation) {
        var ready = folder.resolve(name);
        if (Files.isDirectory(ready)) {
            return ready;
        }
        synchronized (LOCKS.computeIfAbsent(name, _ -> new Object())) {
            return prepare(name, ready, preparation);
        }
    }

    private Path prepare(String name, Path ready, Consumer<Path> preparation) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            try (var channel =
                    FileChannel.open(
                            folder.resolve(name + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                // Other processes wait here; the lock goes with the channel.
                channel.lock();
                if (!Files.isDirectory(ready)) {
                    var draft = folder.resolve(name + ".draft");
                    StackFolder.delete(draft);
                    Files.createDirectories(draft);
                    preparation.accept(draft);
                    Files.move(draft, ready, ATOMIC_MOVE);
                }
                return ready;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("%s cannot be prepared".formatted(ready), broken);
        }
    }

    /** A short name for a content: changes when the content does. */
    static String fingerprint(InputStream content) {
        try (content) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[65_536];
            int read;
            while ((read = content.read(buffer)) > 0) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
