package fr.gouv.notifications.dispatch.inbound;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fields of a mail, of a part or of a report: the first value of each name, unfolded. What is longer or
 * more than any honest sender writes is cut off.
 */
record MailFields(Map<String, String> values) {

    /** Of a mail without any. */
    static final MailFields NONE = new MailFields(Map.of());

    private static final int MOST = 200;
    private static final int LONGEST = 8_000;

    MailFields {
        values = Map.copyOf(values);
    }

    /** Reads the lines before the first empty one. */
    static MailFields head(List<String> lines) {
        var empty = lines.indexOf("");
        return read(empty < 0 ? lines : lines.subList(0, empty));
    }

    /** Reads lines without an empty one among them. */
    static MailFields read(List<String> lines) {
        var values = new HashMap<String, String>();
        var name = "";
        var value = new StringBuilder();
        for (var line : lines) {
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
                if (value.length() + line.length() < LONGEST) {
                    value.append(' ').append(line.strip());
                }
                continue;
            }
            keep(values, name, value);
            var colon = line.indexOf(':');
            name = colon < 1 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            value.setLength(0);
            value.append(line.substring(colon + 1).strip());
        }
        keep(values, name, value);
        return new MailFields(values);
    }

    private static void keep(Map<String, String> values, String name, StringBuilder value) {
        if (!name.isEmpty() && values.size() < MOST) {
            values.putIfAbsent(name, value.toString());
        }
    }

    /** The value of this name, in lower case; empty when there is none. */
    String get(String name) {
        return values.getOrDefault(name, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Names only. */
    @Override
    public String toString() {
        return "MailFields" + values.keySet();
    }
}
