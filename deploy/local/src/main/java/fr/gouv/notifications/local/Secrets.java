package fr.gouv.notifications.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The passwords and keys of one stack: made once, kept in files that only their owner reads. */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    Secrets(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The password of that name; made when it is asked for the first time. */
    public synchronized String password(String name) {
        return read(made(name, 24, Base64.getUrlEncoder().withoutPadding()));
    }

    /** A file that holds 32 random bytes in base 64; made when it is asked for the first time. */
    public synchronized Path keyFile(String name) {
        return made(name, 32, Base64.getEncoder());
    }

    /** Where the secret of that name is kept. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Keeps a secret that came from elsewhere. */
    public synchronized void keep(String name, String secret) {
        PrivateFile.write(folder.resolve(name), secret + "\n");
    }

    /** Whether a secret of that name is there. */
    public synchronized boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    private Path made(String name, int bytes, Base64.Encoder encoder) {
        var file = folder.resolve(name);
        if (!Files.exists(file)) {
            var random = new byte[bytes];
            RANDOM.nextBytes(random);
            PrivateFile.write(file, encoder.encodeToString(random) + "\n");
        }
        return file;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
