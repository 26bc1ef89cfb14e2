package fr.gouv.notifications.gateway.problem;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads parameters of lists strictly: what is not understood is refused, never ignored. */
public final class Parameters {

    private static final int LONGEST = 200;

    /**
     * Says no to parameters that an endpoint does not know.
     *
     * @throws Refused which names them
     */
    public static void mustBeAmong(Set<String> known, UriInfo address) {
        for (var name : address.getQueryParameters().keySet()) {
            if (!known.contains(name)) {
                throw Problem.invalidParameter(
                                name,
                                "is not known",
                                "use " + String.join(", ", known.stream().sorted().toList()))
                        .refused();
            }
        }
    }

    /** Any text of a reasonable length. */
    public static @Nullable String text(String name, @Nullable String text) {
        if (text != null && (text.isBlank() || text.length() > LONGEST)) {
            throw Problem.invalidParameter(
                            name,
                            "is empty or longer than " + LONGEST + " characters",
                            "shorten it, or leave it out")
                    .refused();
        }
        return text;
    }

    /** An instant with its zone. */
    public static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            var instant = OffsetDateTime.parse(text).toInstant();
            if (instant.isBefore(Instant.EPOCH)
                    || instant.isAfter(Instant.parse("9998-12-31T00:00:00Z"))) {
                throw new DateTimeException("out of range");
            }
            return instant;
        } catch (DateTimeException _) {
            throw Problem.invalidParameter(
                            name,
                            "is not an instant",
                            "write it with Z or an offset, as 2026-11-25T08:00:00Z")
                    .refused();
        }
    }

    /** How many are wanted: 1 to {@code most}. */
    public static int limit(String name, @Nullable String text, int usual, int most) {
        if (text == null) {
            return usual;
        }
        try {
            var limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw Problem.invalidParameter(
                        name,
                        "is not a whole number from 1 to " + most,
                        "send one, or leave it out")
                .refused();
    }

    /** Where a list goes on, made opaque. */
    public static String cursor(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
    }

    /** What {@link #cursor} made opaque; whoever reads it refuses what is not its own. */
    public static String position(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
        } catch (IllegalArgumentException _) {
            throw notACursor();
        }
    }

    public static Refused notACursor() {
        return Problem.invalidParameter(
                        "cursor", "is not one of this list", "send next of the page before")
                .refused();
    }

    private Parameters() {}
}
