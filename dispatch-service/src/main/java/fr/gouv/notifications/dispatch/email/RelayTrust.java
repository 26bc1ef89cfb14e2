package fr.gouv.notifications.dispatch.email;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Makes TLS connections to relays that somebody we trust vouches for. */
final class RelayTrust {

    /**
     * Trusts those whose certificates are in the file, and nobody else; without a file, those whom Java
     * trusts.
     *
     * @throws IllegalArgumentException when there is no certificate in the file
     */
    static SSLSocketFactory of(Optional<Path> file) {
        return file.map(RelayTrust::only)
                .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static SSLSocketFactory only(Path file) {
        try (var pem = Files.newInputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("trusted-" + store.size(), one);
            }
            if (store.size() == 0) {
                throw new GeneralSecurityException("it is empty");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "no certificates can be read from %s, the setting 'trust' of a relay: put the"
                                    .formatted(file)
                            + " certificates there of those who vouch for it, in PEM",
                    e);
        }
    }

    private RelayTrust() {}
}
