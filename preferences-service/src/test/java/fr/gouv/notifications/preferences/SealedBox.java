package fr.gouv.notifications.preferences;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.eventing.DataKeys.Erased;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals as the gateway does and opens as dispatch does, without asking for a key. */
public record SealedBox(String service, LocalDate day, UUID notification) {

    /** Seals a value for one purpose. */
    public Sealed seal(String purpose, Object value) {
        var nonce = Arrays.copyOf(notification.toString().getBytes(UTF_8), 12);
        var box = run(Cipher.ENCRYPT_MODE, purpose, nonce, FactJson.write(value));
        return new Sealed(
                day,
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                ByteBuffer.allocate(12 + box.length).put(nonce).put(box).array()));
    }

    /** Opens what was sealed for this purpose. */
    public <T> T open(String purpose, Sealed sealed, Class<T> type) {
        var bytes = Base64.getUrlDecoder().decode(sealed.box());
        try {
            return FactJson.read(
                    run(
                            Cipher.DECRYPT_MODE,
                            purpose,
                            Arrays.copyOf(bytes, 12),
                            Arrays.copyOfRange(bytes, 12, bytes.length)),
                    type);
        } catch (UnreadableRecord e) {
            throw new IllegalStateException("what was sealed is not such a value", e);
        }
    }

    private byte[] run(int mode, String purpose, byte[] nonce, byte[] content) {
        try {
            var key = new SecretKeySpec(new FixedDataKeys().keyOf(service, day), "AES");
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD((notification + "|" + purpose).getBytes(UTF_8));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException | Erased e) {
            throw new IllegalStateException("the test cannot seal or open", e);
        }
    }
}
