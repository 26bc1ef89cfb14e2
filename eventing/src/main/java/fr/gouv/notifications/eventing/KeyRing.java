package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.eventing.DataKeys.Erased;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens what must not be read by others: AES-256-GCM (NIST SP 800-38D, random 96-bit
 * nonce, 128-bit tag) under the data key of (service, day), bound to the notification and a purpose,
 * so that a box cannot be moved to another notification or another place in it.
 */
@ApplicationScoped
public class KeyRing {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Map<KeyName, CachedKey> keys = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final DataKeys source;
    private final InstantSource clock;
    private final Config config;

    KeyRing(DataKeys source, InstantSource clock, Config config) {
        this.source = source;
        this.clock = clock;
        this.config = config;
    }

    /** How long data keys are held in memory. */
    @ConfigMapping(prefix = "eventing.keys")
    public interface Config {

        /** After this time a key is fetched again: bounds how long a destroyed key still opens. */
        @WithDefault("10m")
        Duration keptFor();

        /** Keys held at once; the cache is emptied when it is full. */
        @WithDefault("10000")
        int atMost();
    }

    /** Whether sealing and opening for this service and day needs no call, and so never blocks. */
    public boolean has(String service, LocalDate day) {
        var cached = keys.get(new KeyName(service, day));
        return cached != null && cached.until().isAfter(clock.instant());
    }

    /**
     * Seals bytes for one purpose of one notification.
     *
     * @throws Erased when the day's key was destroyed
     * @throws Unavailable when the key cannot be had now
     */
    public Sealed seal(
            String service, LocalDate day, UUID notification, String purpose, byte[] plain)
            throws Erased {
        return new Sealed(
                day,
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(sealBytes(service, day, notification, purpose, plain)));
    }

    /**
     * Seals bytes that are kept as bytes: nonce (12), cipher text, tag (16).
     *
     * @param subject a notification, or whatever else the box is to belong to
     * @throws Erased when the day's key was destroyed
     * @throws Unavailable when the key cannot be had now
     */
    public byte[] sealBytes(
            String service, LocalDate day, UUID subject, String purpose, byte[] plain)
            throws Erased {
        var key = key(service, day);
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(boundTo(subject, purpose));
            var box = ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(plain.length));
            box.put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), box);
            return box.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    /** Seals a value as JSON. */
    public Sealed seal(
            String service, LocalDate day, UUID notification, String purpose, Object value)
            throws Erased {
        return seal(service, day, notification, purpose, FactJson.write(value));
    }

    /**
     * Opens what {@link #seal} closed.
     *
     * @throws Erased when the day's key was destroyed
     * @throws UnreadableRecord when the box was changed, or belongs to something else
     * @throws Unavailable when the key cannot be had now
     */
    public byte[] open(String service, UUID notification, String purpose, Sealed sealed)
            throws Erased, UnreadableRecord {
        try {
            var box = Base64.getUrlDecoder().decode(sealed.box());
            return openBytes(service, sealed.day(), notification, purpose, box);
        } catch (IllegalArgumentException _) {
            throw new UnreadableRecord("seal-broken-" + purpose);
        }
    }

    /**
     * Opens what {@link #sealBytes} closed.
     *
     * @throws Erased when the day's key was destroyed
     * @throws UnreadableRecord when the box was changed, or belongs to something else
     * @throws Unavailable when the key cannot be had now
     */
    public byte[] openBytes(String service, LocalDate day, UUID subject, String purpose, byte[] box)
            throws Erased, UnreadableRecord {
        var key = key(service, day);
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, box, 0, NONCE_BYTES));
            cipher.updateAAD(boundTo(subject, purpose));
            return cipher.doFinal(box, NONCE_BYTES, box.length - NONCE_BYTES);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new UnreadableRecord("seal-broken-" + purpose);
        }
    }

    /** Opens a value that was sealed as JSON. */
    public <T> T open(
            String service, UUID notification, String purpose, Sealed sealed, Class<T> type)
            throws Erased, UnreadableRecord {
        return FactJson.read(open(service, notification, purpose, sealed), type);
    }

    private SecretKey key(String service, LocalDate day) throws Erased {
        var name = new KeyName(service, day);
        var cached = keys.get(name);
        if (cached != null && cached.until().isAfter(clock.instant())) {
            return cached.key();
        }
        var key = new SecretKeySpec(source.keyOf(service, day), "AES");
        if (keys.size() >= config.atMost()) {
            keys.clear();
        }
        keys.put(name, new CachedKey(key, clock.instant().plus(config.keptFor())));
        return key;
    }

    private static byte[] boundTo(UUID subject, String purpose) {
        return (subject + "|" + purpose).getBytes(UTF_8);
    }

    private record KeyName(String service, LocalDate day) {}

    private record CachedKey(SecretKey key, Instant until) {}
}
