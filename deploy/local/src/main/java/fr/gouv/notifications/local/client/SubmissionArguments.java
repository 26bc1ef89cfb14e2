package fr.gouv.notifications.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the parts of a submission of what was typed. */
final class SubmissionArguments {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An address with an at sign is an e-mail address, one of digits a phone number. */
    static Map<String, String> recipient(List<String> to) {
        var recipient = new LinkedHashMap<String, String>();
        for (var address : to) {
            var channel = channelOf(address);
            if (recipient.putIfAbsent(channel, address) != null) {
                throw new ClientFailure(
                        "Two addresses for %s: send one notification for each person."
                                .formatted(channel));
            }
        }
        return recipient;
    }

    private static String channelOf(String address) {
        if (address.contains("@")) {
            return "email";
        }
        if (address.matches("\\+?[0-9 ().-]{3,}")) {
            return "phone";
        }
        throw new ClientFailure(
                "\"%s\" is neither an e-mail address nor a phone number; for a citizen whose addresses the platform keeps use --citizen."
                        .formatted(address));
    }

    /**
     * The values of the placeholders.
     *
     * @param pairs each {@code name=text}; a name that stands twice becomes a list
     * @param json an object with typed values, which the pairs complete; may be empty
     */
    static Map<String, Object> values(List<String> pairs, String json) {
        var values = new LinkedHashMap<String, Object>(object(json));
        var typed = new LinkedHashMap<String, List<String>>();
        for (var pair : pairs) {
            var equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ClientFailure(
                        "--value needs NAME=TEXT, for example prénom=Zoé, and not \"%s\"."
                                .formatted(pair));
            }
            typed.computeIfAbsent(pair.substring(0, equals), _ -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        typed.forEach(
                (name, texts) -> values.put(name, texts.size() == 1 ? texts.getFirst() : texts));
        return values;
    }

    private static Map<String, Object> object(String json) {
        if (json.isBlank()) {
            return Map.of();
        }
        try {
            var tree = JSON.readTree(json);
            if (!tree.isObject()) {
                throw new ClientFailure(
                        "--values needs a JSON object, for example '{\"a\":true}'.");
            }
            return JSON.convertValue(
                    tree,
                    JSON.getTypeFactory()
                            .constructMapType(LinkedHashMap.class, String.class, Object.class));
        } catch (JsonProcessingException notJson) {
            throw new ClientFailure("What was given to --values is not JSON.", notJson);
        }
    }

    private SubmissionArguments() {}
}
