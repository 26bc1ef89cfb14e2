package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.datakey.MasterKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the proof code of a notification from its id: eight characters of Crockford's base32 and
 * his check character, by which a citizen asks whether a message is official. Without the key nobody
 * finds the code of an id; told twice, a notification has the same one.
 */
@ApplicationScoped
class ProofCodes {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CHARACTERS = 8;
    private static final int BITS = 5;
    private static final int CHECK = 37;

    private final SecretKeySpec key;

    ProofCodes(MasterKey master) {
        key = new SecretKeySpec(master.derive("proof-code"), "HmacSHA256");
    }

    String of(UUID id) {
        for (var attempt = 0; ; attempt++) {
            var number = number(id, attempt);
            var check = (int) (number % CHECK);
            // The other five check characters are signs that nobody reads out on the telephone.
            if (check < ALPHABET.length()) {
                return code(number) + ALPHABET.charAt(check);
            }
        }
    }

    private long number(UUID id, int attempt) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(
                    ByteBuffer.allocate(Long.BYTES * 2 + Integer.BYTES)
                            .putLong(id.getMostSignificantBits())
                            .putLong(id.getLeastSignificantBits())
                            .putInt(attempt)
                            .flip());
            return ByteBuffer.wrap(mac.doFinal()).getLong() & ((1L << (CHARACTERS * BITS)) - 1);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }

    private static String code(long number) {
        var code = new char[CHARACTERS];
        for (var i = 0; i < CHARACTERS; i++) {
            var shift = (CHARACTERS - 1 - i) * BITS;
            code[i] = ALPHABET.charAt((int) (number >>> shift) & (ALPHABET.length() - 1));
        }
        return new String(code);
    }
}
