package fr.gouv.notifications.gateway.submission;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.gateway.datakey.MasterKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mints the ids of notifications: UUIDs of version 7, in whose last 24 bits stands a tag over the
 * rest and the service. So every replica can tell an id that was given out a moment ago, and of which
 * no other service has heard yet, from one that was made up, without asking anybody.
 */
@ApplicationScoped
public class NotificationIds {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_BITS = 0x3FFF_FFFF_FF00_0000L;
    private static final long TAG_BITS = 0x00FF_FFFFL;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    NotificationIds(MasterKey master) {
        key = new SecretKeySpec(master.derive("notification-id"), "HmacSHA256");
    }

    /** A new id for this service. */
    public UUID mint(String service, Instant now) {
        var high = (now.toEpochMilli() << 16) | VERSION_7 | random.nextInt(1 << 12);
        var low = VARIANT | (random.nextLong() & RANDOM_BITS);
        return new UUID(high, low | tag(service, high, low));
    }

    /** When this id was minted for this service; empty when it never was. */
    public Optional<Instant> mintedAt(UUID id, String service) {
        var high = id.getMostSignificantBits();
        var low = id.getLeastSignificantBits();
        if (id.version() != 7 || (low & TAG_BITS) != tag(service, high, low & ~TAG_BITS)) {
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochMilli(high >>> 16));
    }

    private long tag(String service, long high, long low) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
            return ByteBuffer.wrap(mac.doFinal(service.getBytes(UTF_8))).getInt() & TAG_BITS;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }
}
