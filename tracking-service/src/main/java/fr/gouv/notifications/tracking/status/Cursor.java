package fr.gouv.notifications.tracking.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.tracking.problem.InvalidQuery;
import fr.gouv.notifications.tracking.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
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

    /** The cursor; refuses what is none, and what was made for another service. */
    static Cursor decode(String service, String encoded) throws InvalidQuery {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(encoded), UTF_8).split("\\|", -1);
            if (parts.length != 3) {
                throw new InvalidQuery(Problem.invalidCursor());
            }
            var cursor = new Cursor(Instant.parse(parts[1]), UUID.fromString(parts[2]));
            if (!parts[0].equals(service)) {
                throw new InvalidQuery(Problem.foreignCursor());
            }
            return cursor;
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new InvalidQuery(Problem.invalidCursor());
        }
    }
}
