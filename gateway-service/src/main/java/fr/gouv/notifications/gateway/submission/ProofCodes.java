package fr.gouv.notifications.gateway.submission;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;

/**
 * Mints proof codes: eight characters of Crockford's base32 and his check character, by which a
 * citizen asks whether a message is official.
 */
@ApplicationScoped
class ProofCodes {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CHARACTERS = 8;
    private static final int BITS = 5;
    private static final int CHECK = 37;

    private final SecureRandom random = new SecureRandom();

    String mint() {
        while (true) {
            var number = random.nextLong() & ((1L << (CHARACTERS * BITS)) - 1);
            var check = (int) (number % CHECK);
            // The other five check characters are signs that nobody reads out on the telephone.
            if (check < ALPHABET.length()) {
                return code(number) + ALPHABET.charAt(check);
            }
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
