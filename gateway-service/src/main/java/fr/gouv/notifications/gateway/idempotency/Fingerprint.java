package fr.gouv.notifications.gateway.idempotency;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a key was used for, so that another use is noticed and its differences can be named.
 *
 * @param digests of each field that was sent, by its path; never the values
 */
public record Fingerprint(Map<String, String> digests) {

    public Fingerprint {
        digests = Map.copyOf(digests);
    }

    /** One line for each field, sorted: equal fingerprints have equal texts. */
    String text() {
        return new TreeMap<>(digests)
                .entrySet().stream()
                        .map(field -> field.getValue() + " " + field.getKey())
                        .collect(Collectors.joining("\n"));
    }

    static Fingerprint ofText(String text) {
        return new Fingerprint(
                text.lines()
                        .map(line -> line.split(" ", 2))
                        .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0])));
    }

    /** The fields that are not the same in the other one, or absent in one of both. */
    SortedSet<String> differences(Fingerprint other) {
        var fields = new TreeSet<>(digests.keySet());
        fields.addAll(other.digests.keySet());
        fields.removeIf(
                field -> {
                    var digest = digests.get(field);
                    return digest != null && digest.equals(other.digests.get(field));
                });
        return fields;
    }
}
