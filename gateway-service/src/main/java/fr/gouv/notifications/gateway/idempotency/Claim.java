package fr.gouv.notifications.gateway.idempotency;

import java.util.UUID;

/**
 * Somebody wants to do the work of a key.
 *
 * @param notification the id that it shall have if nobody has claimed the key before
 */
public record Claim(
        String service, IdempotencyKey key, UUID notification, Fingerprint fingerprint) {}
