package fr.gouv.notifications.gateway.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.eventing.Digest;
import fr.gouv.notifications.gateway.idempotency.Fingerprint;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes the fingerprint of what was submitted: a digest of each field, of which nobody can tell that
 * it is equal to that of another submission.
 */
@ApplicationScoped
public class Fingerprints {

    /** 128 bits. */
    private static final int CHARACTERS = 22;

    /** What a placeholder may be called; other names could be anything, and are not kept. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}][\\p{L}\\p{N} _.'’-]{0,99}");

    private final Digest digest;
    private final ObjectMapper json;

    Fingerprints(Digest digest, ObjectMapper json) {
        this.digest = digest;
        this.json = json;
    }

    /** Of this body under this key. */
    public Fingerprint of(String service, IdempotencyKey key, SubmissionBody body) {
        var fields = new HashMap<String, String>();
        flatten("", json.valueToTree(body), fields);
        return of(service, key, fields);
    }

    /** Of these fields, whose names hold nothing personal, under this key. */
    public Fingerprint of(String service, IdempotencyKey key, Map<String, String> values) {
        var fields = new HashMap<>(values);
        var scope = service + "|" + key.door() + "|" + key.value() + "|";
        fields.replaceAll(
                (path, value) ->
                        digest.of("idempotency-field", scope + path + "|" + value)
                                .substring(0, CHARACTERS));
        return new Fingerprint(fields);
    }

    private static void flatten(String path, JsonNode node, Map<String, String> fields) {
        for (var field : node.properties()) {
            var name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            var value = field.getValue();
            if (!PLAIN.matcher(name).matches()) {
                fields.merge(path, field.toString(), String::concat);
            } else if (value.isObject()) {
                flatten(name, value, fields);
            } else if (!value.isNull()) {
                fields.merge(name, value.toString(), String::concat);
            }
        }
        if (!path.isEmpty() && node.isEmpty()) {
            fields.put(path, "{}");
        }
    }
}
