package fr.gouv.notifications.gateway.doctor;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the list of tags of which DKIM, DMARC and their relatives write their records. */
final class Tags {

    private final Map<String, String> values;

    private Tags(Map<String, String> values) {
        this.values = values;
    }

    /** Unknown tags are kept, what is no tag is passed over (RFC 9989, 4.7). */
    static Tags of(String record) {
        var values = new HashMap<String, String>();
        for (var part : record.split(";", -1)) {
            var equals = part.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            }
        }
        return new Tags(values);
    }

    /** Whether a record begins with its version, as it must. */
    static boolean isOf(String version, String record) {
        var first = record.split(";", 2)[0].replaceAll("\\s", "");
        return first.equals("v=" + version);
    }

    Optional<String> get(String tag) {
        return Optional.ofNullable(values.get(tag));
    }

    /** In small letters, or this. */
    String word(String tag, String usual) {
        return values.getOrDefault(tag, usual).toLowerCase(Locale.ROOT);
    }
}
