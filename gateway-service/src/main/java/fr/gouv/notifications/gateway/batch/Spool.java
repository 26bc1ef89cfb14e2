package fr.gouv.notifications.gateway.batch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An uploaded file, on disk while it is being read: without a name from the moment it is opened, and
 * encrypted under a key that only this object has. Whatever ends the process, nobody can read it
 * afterwards, and its space is free.
 */
final class Spool implements Closeable {

    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;

    private final FileChannel file;
    private final SecretKeySpec key;

    private Spool(FileChannel file, SecretKeySpec key) {
        this.file = file;
        this.key = key;
    }

    /** An empty one in this folder. */
    static Spool in(Path folder) throws IOException {
        Files.createDirectories(folder);
        var secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        // On POSIX systems a file that is deleted on close loses its name as soon as it is open.
        var file =
                FileChannel.open(
                        folder.resolve("spool-" + UUID.randomUUID()),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
        return new Spool(file, new SecretKeySpec(secret, "AES"));
    }

    /** Where the content goes, once. */
    OutputStream writing() throws IOException {
        file.position(0);
        return new CipherOutputStream(new ToFile(file), cipher(Cipher.ENCRYPT_MODE));
    }

    /** The content from its beginning; only one reader at a time. */
    InputStream reading() throws IOException {
        return new CipherInputStream(
                Channels.newInputStream(file.position(0)), cipher(Cipher.DECRYPT_MODE)) {

            // Leaves the file open: it is read more than once.
            @Override
            public void close() {
                // Nothing else is held.
            }
        };
    }

    private Cipher cipher(int mode) {
        try {
            var cipher = Cipher.getInstance("AES/CTR/NoPadding");
            // The key serves for this one file, so the counter may start anywhere.
            cipher.init(mode, key, new IvParameterSpec(new byte[BLOCK_BYTES]));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CTR is part of every JDK", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Writes to the file and leaves it open: it is read afterwards. */
    private static final class ToFile extends OutputStream {

        private final FileChannel file;

        ToFile(FileChannel file) {
            this.file = file;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                file.write(left);
            }
        }
    }
}
