package fr.gouv.notifications.tracking.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Where a page of notifications ended, opaque to the reader and good for one service only. */
record Cursor(Instant createdAt, UUID id) {

    private static final String SEPARATOR = "|";

    static Cursor behind(NotificationRow row) {
        return new Cursor(row.standing().createdAt(), row.id());
    }

    String encode(String service) {
        var text = String.join(SEPARATOR, service, createdAt.toString(), id.toString());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** The cursor, when it was made for this service and not tampered with. */
    static Optional<Cursor> decode(String service, String encoded) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(encoded), UTF_8).split("\\|", -1);
            if (parts.length != 3 || !parts[0].equals(service)) {
                return Optional.empty();
            }
            return Optional.of(new Cursor(Instant.parse(parts[1]), UUID.fromString(parts[2])));
        } catch (IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }
}
