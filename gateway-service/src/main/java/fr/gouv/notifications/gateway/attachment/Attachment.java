package fr.gouv.notifications.gateway.attachment;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A file that is kept for a service, without its content.
 *
 * @param day of the key under which it is sealed
 * @param name sealed, purpose {@code attachment-name}, bound to the id
 * @param size in bytes, unsealed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Attachment(
        UUID id,
        String service,
        LocalDate day,
        String type,
        int size,
        byte[] name,
        Instant createdAt,
        Instant neededUntil) {

    /** Says nothing of the file. */
    @Override
    public String toString() {
        return "Attachment[" + id + "]";
    }
}
