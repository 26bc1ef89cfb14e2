package fr.gouv.notifications.local;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes a file that only its owner can read, whole or not at all. */
final class PrivateFile {

    static void write(Path file, String content) {
        try {
            var parent = file.toAbsolutePath().getParent();
            if (parent == null) {
                throw new StackException("%s is no file that can be written.".formatted(file));
            }
            // Born with mode 600: at no moment could another user have opened it.
            var draft =
                    Files.createTempFile(
                            parent,
                            "." + file.getFileName(),
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, content);
            Files.move(draft, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException(
                    "%s cannot be written".formatted(file.toAbsolutePath()), broken);
        }
    }

    private PrivateFile() {}
}
