package fr.gouv.notifications.tracking.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/** A position as readers carry it: opaque, and good for one service only. */
final class FeedCursor {

    private static final String SEPARATOR = "|";
    private static final String NUMBER = "[0-9]{1,18}";

    static String encode(String service, Position position) {
        var text =
                String.join(SEPARATOR, service, position.life(), Long.toString(position.number()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** The position, when the cursor was made for this service. */
    static Optional<Position> decode(String service, String encoded) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(encoded), UTF_8).split("\\|", -1);
            if (parts.length != 3 || !parts[0].equals(service) || !parts[2].matches(NUMBER)) {
                return Optional.empty();
            }
            return Optional.of(new Position(parts[1], Long.parseLong(parts[2])));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private FeedCursor() {}
}
