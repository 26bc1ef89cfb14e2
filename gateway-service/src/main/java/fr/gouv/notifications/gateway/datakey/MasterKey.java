package fr.gouv.notifications.gateway.datakey;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.eventing.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Wraps the data keys, so that the database alone opens nothing: AES-256-GCM, bound to service and
 * day. The key stands in a file that only the gateway reads.
 */
@ApplicationScoped
public class MasterKey {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final byte[] secret;
    private final SecureRandom random = new SecureRandom();

    MasterKey(@ConfigProperty(name = "gateway.master-key-file") Path file) {
        secret = Digest.secretIn(file);
        if (secret.length != KEY_BYTES) {
            throw new IllegalStateException(
                    "the master key in " + file + " is not base64 of " + KEY_BYTES + " bytes");
        }
        key = new SecretKeySpec(secret, "AES");
    }

    /** The key in a file of base64. */
    public static MasterKey ofFile(Path file) {
        return new MasterKey(file);
    }

    /** A new random data key. */
    byte[] newDataKey() {
        var dataKey = new byte[KEY_BYTES];
        random.nextBytes(dataKey);
        return dataKey;
    }

    byte[] wrap(byte[] dataKey, String service, LocalDate day) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var box = crypt(Cipher.ENCRYPT_MODE, nonce, dataKey, service, day);
        var wrapped = Arrays.copyOf(nonce, NONCE_BYTES + box.length);
        System.arraycopy(box, 0, wrapped, NONCE_BYTES, box.length);
        return wrapped;
    }

    byte[] unwrap(byte[] wrapped, String service, LocalDate day) {
        var nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
        var box = Arrays.copyOfRange(wrapped, NONCE_BYTES, wrapped.length);
        return crypt(Cipher.DECRYPT_MODE, nonce, box, service, day);
    }

    /** A secret of its own for another purpose, from which the master key cannot be found. */
    public byte[] derive(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(("notifications/" + purpose).getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] input, String service, LocalDate day) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD((service + "|" + day).getBytes(UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the data key of "
                            + service
                            + " on "
                            + day
                            + " does not open: is this the master key that wrapped it?",
                    e);
        }
    }
}
