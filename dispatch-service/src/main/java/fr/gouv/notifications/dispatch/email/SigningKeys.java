package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.eventing.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which domains sign now. Each is asked of the gateway once and asked again in the
 * background; only the first message of a domain waits for it.
 */
@ApplicationScoped
class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final SigningKeySource source;
    private final InstantSource clock;
    private final DkimConfig config;
    private final Rsa rsa;

    SigningKeys(SigningKeySource source, InstantSource clock, DkimConfig config, Rsa rsa) {
        this.source = source;
        this.clock = clock;
        this.config = config;
        this.rsa = rsa;
    }

    /**
     * The key of a domain; empty when the gateway says that the domain has none.
     *
     * @throws Unavailable when it cannot be had now
     */
    Optional<SigningKey> of(String domain) {
        var slot = slots.computeIfAbsent(domain, _ -> new Slot());
        var known = slot.known;
        var now = clock.instant();
        if (known == null || !known.at().plus(config.keptFor()).isAfter(now)) {
            return fetchFirst(domain, slot);
        }
        if (!known.at().plus(config.refresh()).isAfter(now) && slot.lock.tryLock()) {
            try {
                refreshAside(domain, slot, now);
            } finally {
                slot.lock.unlock();
            }
        }
        return known.key();
    }

    private void refreshAside(String domain, Slot slot, Instant now) {
        if (slot.isAsking || slot.isPaused(now)) {
            return;
        }
        slot.isAsking = true;
        Thread.ofVirtual()
                .name("signing-key")
                .start(
                        () -> {
                            try {
                                fetch(domain, slot);
                            } catch (Unavailable unavailable) {
                                LOG.warnf(
                                        "the signing key of %s could not be asked for again: %s",
                                        domain, unavailable.getMessage());
                            } finally {
                                slot.isAsking = false;
                            }
                        });
    }

    /** One asks, the others wait for its answer. */
    private Optional<SigningKey> fetchFirst(String domain, Slot slot) {
        slot.lock.lock();
        try {
            var known = slot.known;
            var now = clock.instant();
            if (known != null && known.at().plus(config.keptFor()).isAfter(now)) {
                return known.key();
            }
            if (slot.isPaused(now)) {
                throw new Unavailable("the gateway gave no signing key a moment ago", null);
            }
            return fetch(domain, slot);
        } finally {
            slot.lock.unlock();
        }
    }

    private Optional<SigningKey> fetch(String domain, Slot slot) {
        try {
            var key = source.keyOf(domain).map(this::read);
            slot.known = new Known(key, clock.instant());
            return key;
        } catch (Unavailable unavailable) {
            slot.notBefore = clock.instant().plus(config.pause());
            throw unavailable;
        }
    }

    private SigningKey read(SigningKeySource.Answer answer) {
        try {
            return new SigningKey(
                    answer.domain(),
                    answer.selector(),
                    rsa.key(Base64.getDecoder().decode(answer.key())));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new Unavailable("the gateway gave a signing key that is none", null);
        }
    }

    private record Known(Optional<SigningKey> key, Instant at) {}

    /** What is known of one domain. */
    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Known known;
        private volatile Instant notBefore = Instant.MIN;
        private volatile boolean isAsking;

        boolean isPaused(Instant now) {
            return notBefore.isAfter(now);
        }
    }
}
