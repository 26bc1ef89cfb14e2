package fr.gouv.notifications.dispatch.email;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Signs composed e-mails with the key of the domain in {@code From}, unless the relay does it. */
@ApplicationScoped
class SignMail {

    private static final Logger LOG = Logger.getLogger(SignMail.class);

    private final SigningKeys keys;
    private final DkimConfig config;
    private final DkimSignature signature;
    private final InstantSource clock;

    SignMail(SigningKeys keys, DkimConfig config, Rsa rsa, InstantSource clock) {
        this.keys = keys;
        this.config = config;
        this.signature = new DkimSignature(rsa);
        this.clock = clock;
    }

    /**
     * The same e-mail, signed; empty when there is no key for its domain, so that it must not leave.
     *
     * @param domain of the address in {@code From}
     *
     * @throws fr.gouv.notifications.eventing.Unavailable when the key cannot be had now; nothing was sent
     */
    Optional<ComposedMail> sign(ComposedMail mail, String domain) {
        if (!config.enabled()) {
            return Optional.of(mail);
        }
        return keys.of(domain).map(key -> signed(mail, key));
    }

    private ComposedMail signed(ComposedMail mail, SigningKey key) {
        return mail.with(signature.sign(mail.octets(), key, clock.instant()));
    }

    @Produces
    @Singleton
    static Rsa rsa() {
        var rsa = Rsa.fastest();
        LOG.infof("e-mails are signed by %s", rsa.provider());
        return rsa;
    }
}
