package fr.gouv.notifications.gateway.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.problem.Binding;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads the items of a batch, each by itself. */
final class BatchItems {

    static final int MOST = 1_000;

    private static final String KEY = "idempotencyKey";
    private static final String VALUES = "values";

    /** An item that can be read, or what is wrong with it. */
    sealed interface Item {

        record Legible(Submission submission) implements Item {}

        record Illegible(Refused refusal) implements Item {}
    }

    /**
     * The items, in order.
     *
     * @param batchKey of the request, from which those without a key of their own get one
     * @throws Refused when the batch as a whole is none
     */
    static List<Item> of(BatchBody body, @Nullable String batchKey) {
        var items = body.items();
        if (items == null || !items.isArray()) {
            throw wrong("items", "required", "is not a list", "send a list of 1 to 1 000 items");
        }
        if (items.isEmpty() || items.size() > MOST) {
            throw wrong(
                    "items",
                    items.isEmpty() ? "required" : "too-many",
                    items.isEmpty() ? "is empty" : "holds more than " + MOST + " items",
                    "send 1 to 1 000 items in one request");
        }
        var common = body.common();
        if (common != null && (!common.isObject() || common.has(KEY))) {
            throw wrong(
                    "common",
                    "wrong-type",
                    "is not an object of fields that items may share",
                    "send fields of a submission; a key belongs to one item");
        }
        var list = StreamSupport.stream(items.spliterator(), false).toList();
        return IntStream.range(0, list.size())
                .mapToObj(index -> item(index, list.get(index), common, batchKey))
                .toList();
    }

    private static Item item(
            int index, JsonNode json, @Nullable JsonNode common, @Nullable String batchKey) {
        try {
            if (!(json instanceof ObjectNode fields)) {
                throw Problem.invalidBody(
                                List.of(
                                        new Fault(
                                                "item",
                                                "wrong-type",
                                                "is not an object",
                                                "send an object")))
                        .refused();
            }
            var key = key(index, fields.remove(KEY), batchKey);
            if (common != null) {
                inherit(fields, common);
            }
            return new Item.Legible(
                    new Submission(Binding.bind(fields, SubmissionBody.class), key));
        } catch (Refused refusal) {
            return new Item.Illegible(refusal);
        }
    }

    private static @Nullable IdempotencyKey key(
            int index, @Nullable JsonNode own, @Nullable String batchKey) {
        if (own == null || own.isNull()) {
            return batchKey == null ? null : IdempotencyKey.ofItem(batchKey, index);
        }
        return IdempotencyKey.checked(own.isTextual() ? own.textValue() : "")
                .map(IdempotencyKey::ofRequest)
                .orElseThrow(
                        () ->
                                wrong(
                                        KEY,
                                        "key-malformed",
                                        "is not a key",
                                        "send a string of 1 to 255 visible ASCII characters"));
    }

    private static void inherit(ObjectNode fields, JsonNode common) {
        for (var field : common.properties()) {
            var own = fields.get(field.getKey());
            if (own == null) {
                fields.set(field.getKey(), field.getValue());
            } else if (field.getKey().equals(VALUES)
                    && own instanceof ObjectNode values
                    && field.getValue().isObject()) {
                for (var value : field.getValue().properties()) {
                    values.putIfAbsent(value.getKey(), value.getValue());
                }
            }
        }
    }

    private static Refused wrong(String field, String code, String problem, String remedy) {
        return Problem.invalid(List.of(new Fault(field, code, problem, remedy))).refused();
    }

    private BatchItems() {}
}
