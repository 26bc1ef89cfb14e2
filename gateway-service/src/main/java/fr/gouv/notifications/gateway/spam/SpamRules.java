package fr.gouv.notifications.gateway.spam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/** What rules of SpamAssassin mean, in the words of an author. */
final class SpamRules {

    private final Map<String, String> sentences;

    SpamRules() {
        var properties = new Properties();
        try (var stream = SpamRules.class.getResourceAsStream("/spam/rules_fr.properties")) {
            properties.load(Objects.requireNonNull(stream));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        sentences =
                properties.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        each -> each.getKey().toString(),
                                        each -> each.getValue().toString()));
    }

    /**
     * The meaning of a rule.
     *
     * @param described what the filter itself says, where we have no words of our own
     */
    String sentence(String name, String described) {
        var sentence = sentences.get(name);
        if (sentence != null) {
            return sentence;
        }
        return described.isBlank() ? "Règle « " + name + " » du filtre." : described;
    }
}
