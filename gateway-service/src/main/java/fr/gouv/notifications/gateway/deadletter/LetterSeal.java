package fr.gouv.notifications.gateway.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.datakey.MasterKey;
import fr.gouv.notifications.gateway.intake.Letter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals dead letters for the database: nobody knows what stands in a record that cannot be read, nor of
 * which public service it is. AES-256-GCM under a key of its own derived from the master key, bound to
 * the letter. What was sealed in the record stays so under the data key of its day.
 */
@ApplicationScoped
class LetterSeal {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    LetterSeal(MasterKey master) {
        key = new SecretKeySpec(master.derive("dead-letter"), "AES");
    }

    byte[] seal(UUID id, Letter letter) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var box = cipher(Cipher.ENCRYPT_MODE, nonce, id).doFinal(FactJson.write(letter));
            return ByteBuffer.allocate(NONCE_BYTES + box.length).put(nonce).put(box).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    /**
     * Opens what {@link #seal} closed.
     *
     * @throws UnreadableRecord when the box was changed, or is that of another letter
     */
    Letter open(UUID id, byte[] sealed) throws UnreadableRecord {
        try {
            var nonce = ByteBuffer.wrap(sealed).slice(0, NONCE_BYTES);
            var bytes = new byte[NONCE_BYTES];
            nonce.get(bytes);
            var plain =
                    cipher(Cipher.DECRYPT_MODE, bytes, id)
                            .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
            return FactJson.read(plain, Letter.class);
        } catch (GeneralSecurityException | IndexOutOfBoundsException _) {
            throw new UnreadableRecord("seal-broken-dead-letter");
        }
    }

    private Cipher cipher(int mode, byte[] nonce, UUID id) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("dead-letter|" + id).getBytes(UTF_8));
        return cipher;
    }
}
