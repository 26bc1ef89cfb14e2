package fr.gouv.notifications.preferences.citizen;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.eventing.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals addresses at rest: AES-256-GCM under the contact key, bound to the citizen and the channel,
 * so that an address cannot be moved to another row.
 */
@ApplicationScoped
class ContactSeal {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    ContactSeal(CitizenConfig config) {
        var secret = Digest.secretIn(config.contactKeyFile());
        if (secret.length != KEY_BYTES) {
            throw new IllegalStateException(
                    config.contactKeyFile() + " must hold the base64 of 32 bytes");
        }
        this.key = new SecretKeySpec(secret, "AES");
    }

    String seal(CitizenKey citizen, Channel channel, String address) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var box = run(Cipher.ENCRYPT_MODE, citizen, channel, nonce, address.getBytes(UTF_8));
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(NONCE_BYTES + box.length).put(nonce).put(box).array());
    }

    /**
     * @throws IllegalStateException when the row was changed or moved, or the key is another
     */
    String open(CitizenKey citizen, Channel channel, String sealed) {
        var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
        var nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        var box = new byte[bytes.remaining()];
        bytes.get(box);
        return new String(run(Cipher.DECRYPT_MODE, citizen, channel, nonce, box), UTF_8);
    }

    private byte[] run(
            int mode, CitizenKey citizen, Channel channel, byte[] nonce, byte[] content) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(
                    (citizen.service() + "|" + citizen.digest() + "|" + channel).getBytes(UTF_8));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a contact point does not open with this key", e);
        }
    }
}
