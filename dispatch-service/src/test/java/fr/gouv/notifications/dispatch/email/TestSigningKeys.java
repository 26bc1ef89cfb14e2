package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.eventing.Unavailable;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateway's signing keys, without a gateway: one pair for every domain but those of {@code nobody}. */
@Mock
@ApplicationScoped
public class TestSigningKeys implements SigningKeySource {

    static final KeyPair PAIR = pair();

    private static volatile boolean away;

    final AtomicInteger asked = new AtomicInteger();

    /** From now on no key can be had, or again. */
    public static void areAway(boolean now) {
        away = now;
    }

    @Override
    public Optional<Answer> keyOf(String domain) {
        asked.incrementAndGet();
        if (away) {
            throw new Unavailable("the test has no key", null);
        }
        var encoded = Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded());
        return domain.startsWith("nobody")
                ? Optional.empty()
                : Optional.of(new Answer(domain, "n202611a", encoded));
    }

    /** Signs with these keys. */
    static SignMail signing(SigningKeySource source, InstantSource clock) {
        var config = new Settings(true);
        var rsa = Rsa.fastest();
        return new SignMail(new SigningKeys(source, clock, config, rsa), config, rsa, clock);
    }

    /** Signs nothing. */
    static SignMail unused() {
        var config = new Settings(false);
        var rsa = Rsa.ofJdk();
        var clock = InstantSource.system();
        return new SignMail(
                new SigningKeys(new TestSigningKeys(), clock, config, rsa), config, rsa, clock);
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("RSA is part of every JDK", e);
        }
    }

    /** The usual times. */
    record Settings(boolean enabled) implements DkimConfig {

        @Override
        public Duration refresh() {
            return Duration.ofMinutes(2);
        }

        @Override
        public Duration keptFor() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration pause() {
            return Duration.ofSeconds(5);
        }
    }
}
