package fr.gouv.notifications.gateway.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Decides what is shown of a record that nobody could process: the form, never what it says. Names that
 * the contracts do not know might be a person's and are hidden like values.
 */
final class MaskPolicy {

    static final String HIDDEN = "…";

    private static final int MOST_FIELDS = 100;
    private static final int DEEPEST = 6;
    private static final Pattern STEP = Pattern.compile("[^.\\[\\]]+");
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,5}");
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9./+-]{1,40}");
    private static final Set<String> SERVICES =
            Set.of("/gateway", "/preferences", "/dispatch", "/tracking");

    /** A field of a record: where it stands, and of which type it is. */
    record Field(String path, String type) {}

    /** Every field once, in the order of the record; elements of a list count as one. */
    static List<Field> fields(JsonNode json) {
        var fields = new LinkedHashSet<Field>();
        collect("", json, 0, fields);
        return List.copyOf(
                new ArrayList<>(fields).subList(0, Math.min(MOST_FIELDS, fields.size())));
    }

    /** The headers of the event; of others only that they are there. */
    static Map<String, String> headers(Map<String, String> headers) {
        var shown = new TreeMap<String, String>();
        headers.forEach(
                (name, text) -> {
                    switch (name) {
                        case "ce_id", "ce_subject" ->
                                shown.put(name, shownIf(KnownNames.uuid(text) != null, text));
                        case "ce_type" -> shown.put(name, type(text));
                        case "ce_time" -> shown.put(name, shownIf(isInstant(text), text));
                        case "ce_source" -> shown.put(name, shownIf(SERVICES.contains(text), text));
                        case "ce_specversion", "content-type" ->
                                shown.put(name, shownIf(PLAIN.matcher(text).matches(), text));
                        default -> {
                            if (!name.startsWith("dead-letter-")) {
                                shown.put(HIDDEN, HIDDEN);
                            }
                        }
                    }
                });
        return shown;
    }

    /** Where a field stands, as {@code to[0].email}; every name that no contract knows is hidden. */
    static String path(String path) {
        return STEP.matcher(path)
                .replaceAll(
                        step ->
                                KnownNames.isField(step.group())
                                                || INDEX.matcher(step.group()).matches()
                                        ? step.group()
                                        : HIDDEN);
    }

    private static void collect(String path, JsonNode json, int depth, Set<Field> fields) {
        if (depth > DEEPEST || fields.size() >= MOST_FIELDS) {
            return;
        }
        if (json.isObject()) {
            for (var field : json.properties()) {
                var name = KnownNames.isField(field.getKey()) ? field.getKey() : HIDDEN;
                var inner = path.isEmpty() ? name : path + "." + name;
                fields.add(new Field(inner, typeOf(field.getValue())));
                collect(inner, field.getValue(), depth + 1, fields);
            }
        } else if (json.isArray()) {
            for (var element : json) {
                fields.add(new Field(path + "[]", typeOf(element)));
                collect(path + "[]", element, depth + 1, fields);
            }
        } else if (path.isEmpty()) {
            fields.add(new Field("", typeOf(json)));
        }
    }

    private static String typeOf(JsonNode json) {
        return json.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String type(String text) {
        var fact = KnownNames.factOf(text);
        return shownIf(
                fact != null && text.matches("fr\\.gouv\\.notifications\\.[A-Za-z]+\\.v[0-9]{1,3}"),
                text);
    }

    private static boolean isInstant(String text) {
        try {
            return Instant.parse(text).isAfter(Instant.EPOCH);
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static String shownIf(boolean isHarmless, String text) {
        return isHarmless ? text : HIDDEN;
    }

    private MaskPolicy() {}
}
