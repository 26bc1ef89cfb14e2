package fr.gouv.notifications.tracking.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.tracking.problem.InvalidQuery;
import fr.gouv.notifications.tracking.problem.Problem;
import java.util.Base64;

/** A position as readers carry it: opaque, and good for one service only. */
final class FeedCursor {

    private static final String SEPARATOR = "|";
    private static final String NUMBER = "[0-9]{1,18}";

    static String encode(String service, Position position) {
        var text =
                String.join(SEPARATOR, service, position.life(), Long.toString(position.number()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** The position; refuses what is no cursor, and what was made for another service. */
    static Position decode(String service, String encoded) throws InvalidQuery {
        var parts = parts(encoded);
        if (parts.length != 3 || !parts[2].matches(NUMBER)) {
            throw new InvalidQuery(Problem.invalidCursor());
        }
        if (!parts[0].equals(service)) {
            throw new InvalidQuery(Problem.foreignCursor());
        }
        return new Position(parts[1], Long.parseLong(parts[2]));
    }

    private static String[] parts(String encoded) throws InvalidQuery {
        try {
            return new String(Base64.getUrlDecoder().decode(encoded), UTF_8).split("\\|", -1);
        } catch (IllegalArgumentException _) {
            throw new InvalidQuery(Problem.invalidCursor());
        }
    }

    private FeedCursor() {}
}
