package fr.gouv.notifications.contracts;

import java.time.LocalDate;

/**
 * Something that only the holder of the data key of (service, day) can read: AES-256-GCM, bound to
 * one notification and one purpose.
 *
 * @param day which day's key of the service opens it (UTC)
 * @param box base64url without padding of nonce (12 bytes), cipher text and tag (16 bytes)
 */
public record Sealed(LocalDate day, String box) {

    public Sealed {
        if (box.isEmpty()) {
            throw new IllegalArgumentException("a sealed box is never empty");
        }
    }
}
