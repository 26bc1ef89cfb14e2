package fr.gouv.notifications.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a record and its schema must agree on: properties, types, formats, closed lists and what is
 * required. Both are reduced to this, and compared.
 */
final class Shape {

    private static final List<String> PLAIN = List.of("type", "format", "enum");

    static JsonNode ofRecord(Class<?> type) {
        var shape = object();
        var properties = shape.putObject("properties");
        var required = shape.putArray("required");
        for (var component : type.getRecordComponents()) {
            properties.set(component.getName(), ofType(component.getGenericType()));
            if (!isNullable(component)) {
                required.add(component.getName());
            }
        }
        return shape;
    }

    static JsonNode ofSchema(JsonNode schema) {
        return ofSchema(schema, schema);
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static JsonNode ofType(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Map.class ? object() : listOf(generic);
        }
        var plain = (Class<?>) type;
        if (plain.isRecord()) {
            return ofRecord(plain);
        }
        if (plain.isEnum()) {
            var shape = string();
            var names = shape.putArray("enum");
            Stream.of(plain.getEnumConstants())
                    .map(constant -> WireFormat.kebab((Enum<?>) constant))
                    .forEach(names::add);
            return shape;
        }
        if (plain == int.class || plain == long.class) {
            return shape("integer");
        }
        if (plain == Boolean.class) {
            return shape("boolean");
        }
        if (plain == String.class) {
            return string();
        }
        if (plain == UUID.class) {
            return string().put("format", "uuid");
        }
        if (plain == Instant.class) {
            return string().put("format", "date-time");
        }
        if (plain == LocalDate.class) {
            return string().put("format", "date");
        }
        throw new IllegalArgumentException(
                "decide how a " + plain.getName() + " is written, and say it here");
    }

    private static JsonNode listOf(ParameterizedType list) {
        if (list.getRawType() != List.class) {
            throw new IllegalArgumentException("a contract holds lists and maps only, not " + list);
        }
        return shape("array").set("items", ofType(list.getActualTypeArguments()[0]));
    }

    private static JsonNode ofSchema(JsonNode schema, JsonNode root) {
        if (schema.has("$ref")) {
            return ofSchema(root.at(schema.get("$ref").asText().substring(1)), root);
        }
        var shape = JsonNodeFactory.instance.objectNode();
        for (var keyword : PLAIN) {
            if (schema.has(keyword)) {
                shape.set(keyword, schema.get(keyword));
            }
        }
        if (schema.has("items")) {
            shape.set("items", ofSchema(schema.get("items"), root));
        }
        if (schema.has("properties")) {
            var properties = shape.putObject("properties");
            schema.get("properties")
                    .properties()
                    .forEach(
                            property ->
                                    properties.set(
                                            property.getKey(),
                                            ofSchema(property.getValue(), root)));
        }
        if (schema.has("required")) {
            shape.set("required", schema.get("required"));
        }
        return shape;
    }

    private static ObjectNode object() {
        return shape("object");
    }

    private static ObjectNode string() {
        return shape("string");
    }

    private static ObjectNode shape(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private Shape() {}
}
