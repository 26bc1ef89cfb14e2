package fr.gouv.notifications.gateway.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a JSON object into a record whose components are strings, whole numbers, truth values, records of
 * the same kind, or JSON that somebody else reads. Nothing is coerced, nothing is ignored, and all that is
 * wrong is said at once. What is absent or null is null: whether it may be is not decided here.
 */
public final class Binding {

    private static final ClassValue<Shape> SHAPES =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    return Shape.of(type);
                }
            };

    private final List<Fault> faults = new ArrayList<>();

    /**
     * The record that this JSON describes.
     *
     * @throws Refused which names every unknown field and every wrong type
     */
    public static <T extends Record> T bind(JsonNode json, Class<T> type) {
        var binding = new Binding();
        var record = binding.object("", json, type);
        if (!binding.faults.isEmpty() || record == null) {
            throw Problem.invalidBody(binding.faults).refused();
        }
        return type.cast(record);
    }

    private @Nullable Object object(String path, JsonNode json, Class<?> type) {
        if (!json.isObject()) {
            wrongType(path.isEmpty() ? "body" : path, "an object", json);
            return null;
        }
        var shape = SHAPES.get(type);
        var arguments = new @Nullable Object[shape.types().size()];
        for (var field : json.properties()) {
            var name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            var index = shape.indexes().get(field.getKey());
            if (index == null) {
                unknown(name, field.getKey(), shape);
            } else if (!field.getValue().isNull()) {
                arguments[index] = value(name, field.getValue(), shape.types().get(index));
            }
        }
        return shape.create(arguments);
    }

    private @Nullable Object value(String path, JsonNode json, Class<?> type) {
        if (type == JsonNode.class) {
            return json;
        }
        if (type.isRecord()) {
            return object(path, json, type);
        }
        if (type == String.class) {
            return json.isTextual() ? json.textValue() : wrongType(path, "a string", json);
        }
        if (type == List.class) {
            return texts(path, json);
        }
        if (type == Integer.class) {
            return json.isIntegralNumber() && json.canConvertToInt()
                    ? json.intValue()
                    : wrongType(path, "a whole number", json);
        }
        if (type == Boolean.class) {
            return json.isBoolean() ? json.booleanValue() : wrongType(path, "true or false", json);
        }
        throw new IllegalStateException("no JSON is read into a " + type.getSimpleName());
    }

    /** Every list that is read is one of strings. */
    private @Nullable Object texts(String path, JsonNode json) {
        if (!json.isArray()) {
            return wrongType(path, "a list of strings", json);
        }
        var texts = new ArrayList<Object>();
        for (var i = 0; i < json.size(); i++) {
            var text = value(path + "[" + i + "]", json.get(i), String.class);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    private @Nullable Object wrongType(String path, String wanted, JsonNode json) {
        faults.add(
                new Fault(
                        path,
                        "wrong-type",
                        "must be " + wanted + " and is " + nameOf(json),
                        "send " + wanted));
        return null;
    }

    private void unknown(String path, String name, Shape shape) {
        var known = String.join(", ", shape.indexes().keySet());
        var remedy =
                Nearest.to(name, shape.indexes().keySet())
                        .map(near -> "did you mean " + near + "?")
                        .orElse("the fields known here are " + known);
        faults.add(new Fault(path, "unknown-field", "is not a field of this object", remedy));
    }

    private static String nameOf(JsonNode json) {
        return switch (json.getNodeType()) {
            case ARRAY -> "a list";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "something else";
        };
    }

    private record Shape(
            Map<String, Integer> indexes, List<Class<?>> types, MethodHandle constructor) {

        static Shape of(Class<?> type) {
            var indexes = new LinkedHashMap<String, Integer>();
            var types = new ArrayList<Class<?>>();
            for (var component : type.getRecordComponents()) {
                indexes.put(component.getName(), types.size());
                types.add(component.getType());
            }
            try {
                var constructor =
                        MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                                .findConstructor(type, MethodType.methodType(void.class, types));
                return new Shape(
                        indexes, types, constructor.asSpreader(Object[].class, types.size()));
            } catch (NoSuchMethodException | IllegalAccessException e) {
                throw new IllegalStateException("a record has a canonical constructor", e);
            }
        }

        Object create(@Nullable Object[] arguments) {
            try {
                return constructor.invoke(arguments);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a request record refuses nothing itself", e);
            }
        }
    }
}
