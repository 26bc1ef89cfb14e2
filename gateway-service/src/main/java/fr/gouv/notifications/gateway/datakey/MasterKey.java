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
        return seal(dataKey, service + "|" + day);
    }

    byte[] unwrap(byte[] wrapped, String service, LocalDate day) {
        return open(wrapped, service + "|" + day);
    }

    /**
     * Seals a secret that is kept in the gateway's database.
     *
     * @param purpose what it is and whose, so that a box cannot be moved to another place
     */
    public byte[] seal(byte[] plain, String purpose) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var box = crypt(Cipher.ENCRYPT_MODE, nonce, plain, purpose);
        var wrapped = Arrays.copyOf(nonce, NONCE_BYTES + box.length);
        System.arraycopy(box, 0, wrapped, NONCE_BYTES, box.length);
        return wrapped;
    }

    /** Opens what {@link #seal} closed for the same purpose. */
    public byte[] open(byte[] sealed, String purpose) {
        var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        var box = Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length);
        return crypt(Cipher.DECRYPT_MODE, nonce, box, purpose);
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

    private byte[] crypt(int mode, byte[] nonce, byte[] input, String purpose) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(purpose.getBytes(UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the key of "
                            + purpose
                            + " does not open: is this the master key that sealed it?",
                    e);
        }
    }
}
