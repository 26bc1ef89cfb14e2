package fr.gouv.notifications.preferences.citizen;

import jakarta.persistence.Embeddable;

/**
 * Whom who refuses; also which address of whom is at stake.
 *
 * @param digest of a citizen or of an address, see {@link Digests}
 */
@Embeddable
public record Refusal(String service, String digest) {}
