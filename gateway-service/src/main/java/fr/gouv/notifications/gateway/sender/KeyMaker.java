package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.datakey.MasterKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

/** Makes the key pairs of domains, and opens the private half again: RSA of 2048 bits (RFC 8301, 3.2). */
@ApplicationScoped
class KeyMaker {

    private static final int BITS = 2048;

    private final MasterKey master;

    KeyMaker(MasterKey master) {
        this.master = master;
    }

    /** A new pair for this selector of a domain. */
    Made make(String domain, String selector) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            var pair = generator.generateKeyPair();
            return new Made(
                    pair.getPublic().getEncoded(),
                    master.seal(pair.getPrivate().getEncoded(), purpose(domain, selector)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("RSA is part of every JDK", e);
        }
    }

    /** The private half in PKCS#8. */
    byte[] open(byte[] sealed, String domain, String selector) {
        return master.open(sealed, purpose(domain, selector));
    }

    private static String purpose(String domain, String selector) {
        return "signing-key|" + domain + "|" + selector;
    }

    /** A new pair. */
    @SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
    record Made(byte[] publicKey, byte[] sealed) {

        /** Says nothing of the key. */
        @Override
        public String toString() {
            return "Made[…]";
        }
    }
}
