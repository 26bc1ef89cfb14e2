package fr.gouv.notifications.tracking.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** A position as readers carry it: opaque, and good for one service only. */
final class FeedCursor {

    private static final String SEPARATOR = "|";

    static String encode(String service, Position position) {
        var text =
                String.join(
                        SEPARATOR,
                        service,
                        position.life(),
                        Long.toString(position.transaction()),
                        Long.toString(position.ordinal()),
                        Long.toString(position.at().getEpochSecond()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** The position, when the cursor was made for this service. */
    static Optional<Position> decode(String service, String encoded) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(encoded), UTF_8).split("\\|", -1);
            if (parts.length != 5 || !parts[0].equals(service)) {
                return Optional.empty();
            }
            var position =
                    new Position(
                            parts[1],
                            Long.parseLong(parts[2]),
                            Long.parseLong(parts[3]),
                            Instant.ofEpochSecond(Long.parseLong(parts[4])));
            return position.transaction() < 0 ? Optional.empty() : Optional.of(position);
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private FeedCursor() {}
}
