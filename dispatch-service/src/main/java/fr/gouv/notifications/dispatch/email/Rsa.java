package fr.gouv.notifications.dispatch.email;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/**
 * RSA signatures by the fastest provider that is present: Amazon Corretto's, which takes a third of the
 * time of the JDK's and needs its native library to load; the JDK's otherwise.
 */
final class Rsa {

    private static final String ALGORITHM = "SHA256withRSA";

    private final Provider provider;

    private Rsa(Provider provider) {
        this.provider = provider;
    }

    static Rsa fastest() {
        return corretto().map(Rsa::new).orElseGet(Rsa::ofJdk);
    }

    static Rsa ofJdk() {
        return new Rsa(Security.getProvider("SunRsaSign"));
    }

    String provider() {
        return provider.getName();
    }

    /**
     * The key in PKCS#8, in the form that is fastest here.
     *
     * @throws GeneralSecurityException when it is none
     */
    PrivateKey key(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA", provider)
                .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** A signature that waits for what it is to cover. */
    Signature signing(PrivateKey key) throws GeneralSecurityException {
        var signature = Signature.getInstance(ALGORITHM, provider);
        signature.initSign(key);
        return signature;
    }

    /** Its library may be for another processor, or find no folder where it may be unpacked. */
    private static Optional<Provider> corretto() {
        try {
            Provider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            return provider.getService("Signature", ALGORITHM) == null
                    ? Optional.empty()
                    : Optional.of(provider);
        } catch (LinkageError absent) {
            return Optional.empty();
        }
    }
}
