package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One answer of an SMTP server.
 *
 * @param code three digits
 * @param enhanced the code of RFC 3463 behind it, when there is one
 * @param text the whole answer as it came
 */
record SmtpReply(int code, @Nullable String enhanced, String text) {

    private static final int MAX_WORDS = 500;
    private static final Pattern ENHANCED =
            Pattern.compile("^[245]\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern QUEUED =
            Pattern.compile("(?i)\\b(?:queued as|id=|queued mail id:?)\\s*([A-Za-z0-9.-]{4,64})");

    static SmtpReply of(int code, @Nullable String text) {
        var whole = text == null ? "" : text.strip();
        var found = ENHANCED.matcher(whole);
        return new SmtpReply(code, found.find() ? found.group(1) : null, whole);
    }

    /** The code as it may be shown: {@code 550 5.1.1}. */
    String shownCode() {
        return enhanced == null ? Integer.toString(code) : code + " " + enhanced;
    }

    /** The number under which the relay keeps the message, when it says one. */
    @Nullable String queueId() {
        Matcher found = QUEUED.matcher(text);
        return found.find() ? found.group(1) : null;
    }

    Outcome.Answer answer() {
        return new Outcome.Answer(
                shownCode(), text.length() > MAX_WORDS ? text.substring(0, MAX_WORDS) : text);
    }

    boolean isPermanent() {
        return code >= 500;
    }
}
