package fr.gouv.notifications.local.mail;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands after the question mark of an address. */
record Query(Map<String, String> values) {

    static Query of(@Nullable String raw) {
        var values = new LinkedHashMap<String, String>();
        if (raw != null) {
            for (var pair : raw.split("&", -1)) {
                var halves = pair.split("=", 2);
                values.putIfAbsent(
                        decoded(halves[0]), halves.length == 2 ? decoded(halves[1]) : "");
            }
        }
        return new Query(values);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    Optional<Integer> number(String name) {
        return value(name).filter(v -> v.matches("[0-9]{1,9}")).map(Integer::valueOf);
    }

    /** Whether a mail is among those asked for: by recipient, by subject, or by either ({@code q}). */
    boolean accepts(Mail mail) {
        return value("to").map(to -> mail.to().stream().anyMatch(to::equalsIgnoreCase)).orElse(true)
                && value("subject").map(words -> contains(mail.subject(), words)).orElse(true)
                && value("q")
                        .map(
                                words ->
                                        contains(mail.subject(), words)
                                                || contains(mail.from(), words)
                                                || mail.to().stream()
                                                        .anyMatch(to -> contains(to, words)))
                        .orElse(true);
    }

    private static boolean contains(String text, String words) {
        return text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
