package fr.gouv.notifications.dispatch.inbound;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a report says about one recipient, in comparable form: no address is left in the words.
 *
 * @param reply three digits of SMTP
 * @param enhanced a code of RFC 3463 that says something: never {@code x.0.0}
 * @param temporary whether whoever refused asked to come back
 * @param words of the refusing server, in lower case
 * @param story what the relay tells people, in lower case
 */
record Symptoms(
        @Nullable String reply,
        @Nullable String enhanced,
        boolean temporary,
        String words,
        String story) {

    private static final int LONGEST = 4_000;
    private static final Pattern REPLY = Pattern.compile("^\\s{0,9}([245]\\d\\d)(?![\\d.])");
    private static final Pattern ENHANCED =
            Pattern.compile("\\b[245]\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern STATUS =
            Pattern.compile("^\\s{0,9}([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>@]{1,320}@[^\\s<>@]{1,255}");

    /** Reads the fields of one recipient. */
    static Symptoms of(String status, String diagnostic, String story) {
        var semicolon = diagnostic.indexOf(';');
        var said = cut(diagnostic.substring(semicolon + 1));
        var reply = first(REPLY, said);
        var own = first(STATUS, status);
        var quoted = first(ENHANCED, said);
        var enhanced = says(own) ? own : says(quoted) ? quoted : null;
        var words = ADDRESS.matcher(said).replaceAll(" ").toLowerCase(Locale.ROOT);
        return new Symptoms(
                reply,
                enhanced,
                isTemporary(enhanced, reply, own) || words.contains("retry timeout exceeded"),
                words,
                ADDRESS.matcher(cut(story)).replaceAll(" ").toLowerCase(Locale.ROOT));
    }

    /** As a provider's answer is shown everywhere: {@code 550 5.1.1}. */
    @Nullable String code() {
        if (reply == null || enhanced == null) {
            return reply == null ? enhanced : reply;
        }
        return reply + " " + enhanced;
    }

    /** The most telling of what was said decides. */
    private static boolean isTemporary(
            @Nullable String enhanced, @Nullable String reply, @Nullable String status) {
        var telling = enhanced != null ? enhanced : reply != null ? reply : status;
        return telling != null && telling.startsWith("4");
    }

    private static boolean says(@Nullable String code) {
        return code != null && !code.endsWith(".0.0");
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /** Only codes: the words quote who was written to. */
    @Override
    public String toString() {
        return "Symptoms[" + code() + "]";
    }
}
