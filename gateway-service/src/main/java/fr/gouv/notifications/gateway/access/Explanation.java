package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why an administrator does something, for those who must account for it. It is kept for ever, so it
 * must not name a citizen.
 */
public record Explanation(String text) {

    private static final int SHORTEST = 5;
    private static final int LONGEST = 500;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern PHONE =
            Pattern.compile("(?<![0-9a-fA-F-])(\\+|00)?[0-9](?:[ .-]?[0-9]){8,14}(?![0-9a-fA-F-])");

    /**
     * The text, if it is fit to be kept.
     *
     * @throws Refused which says what is wrong with the field {@code reason}
     */
    public static Explanation of(@Nullable String text) {
        var stripped = text == null ? "" : text.strip();
        if (stripped.length() < SHORTEST || stripped.length() > LONGEST) {
            throw no(
                    stripped.isEmpty() ? "missing" : "wrong-length",
                    stripped.isEmpty() ? "is missing" : "has " + stripped.length() + " characters",
                    "say why, in " + SHORTEST + " to " + LONGEST + " characters: it is kept");
        }
        if (CONTROL.matcher(stripped).find()) {
            throw no("not-one-line", "is not one line of text", "leave control characters out");
        }
        if (stripped.contains("@") || PHONE.matcher(stripped).find()) {
            throw no(
                    "personal",
                    "seems to hold an address or a telephone number",
                    "it is kept for ever: name a ticket or the id of a notification instead");
        }
        return new Explanation(stripped);
    }

    private static Refused no(String code, String problem, String remedy) {
        return Problem.invalid(List.of(new Fault("reason", code, problem, remedy))).refused();
    }
}
