package fr.gouv.notifications.dispatch.inbound;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A content type and its parameters (RFC 2045, 5.1), read generously: what is broken is left out. */
record ContentType(String type, Map<String, String> parameters) {

    ContentType {
        parameters = Map.copyOf(parameters);
    }

    /** Never fails: an empty field is plain text. */
    static ContentType read(String field) {
        var parameters = new HashMap<String, String>();
        var end = next(field, 0);
        var type = field.substring(0, end).strip().toLowerCase(Locale.ROOT);
        while (end < field.length()) {
            var from = end + 1;
            end = next(field, from);
            parameter(field.substring(from, end), parameters);
        }
        return new ContentType(type.isEmpty() ? "text/plain" : type, parameters);
    }

    /** Where the next semicolon outside quotes is, or the end. */
    private static int next(String field, int from) {
        var quoted = false;
        for (var i = from; i < field.length(); i++) {
            var sign = field.charAt(i);
            if (sign == '"') {
                quoted = !quoted;
            }
            if (sign == ';' && !quoted) {
                return i;
            }
        }
        return field.length();
    }

    private static void parameter(String words, Map<String, String> parameters) {
        var equals = words.indexOf('=');
        if (equals < 1) {
            return;
        }
        var value = words.substring(equals + 1).strip();
        if (value.startsWith("\"")) {
            var close = value.indexOf('"', 1);
            value = value.substring(1, close < 0 ? value.length() : close);
        } else {
            value = value.split("\\s", 2)[0];
        }
        parameters.putIfAbsent(words.substring(0, equals).strip().toLowerCase(Locale.ROOT), value);
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
