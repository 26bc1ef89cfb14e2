package fr.gouv.notifications.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.gateway.problem.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the values of one message from JSON, and says of each what it cannot be. */
public final class ValueReader {

    private static final int MOST_DIGITS = 50;
    private static final String REMEDY =
            "send a string, a number, true, false or a list of strings";

    /**
     * The values in this object; null ones count as missing.
     *
     * @param faults receives what is wrong with them
     */
    public static Map<String, Value> read(@Nullable JsonNode json, List<Fault> faults) {
        if (json == null) {
            return Map.of();
        }
        if (!json.isObject()) {
            faults.add(
                    new Fault(
                            "values",
                            "value-type",
                            "is not an object",
                            "send an object with one field for each placeholder"));
            return Map.of();
        }
        var values = HashMap.<String, Value>newHashMap(json.size());
        for (var field : json.properties()) {
            if (!field.getValue().isNull()) {
                var value = value(field.getKey(), field.getValue(), faults);
                if (value != null) {
                    values.put(field.getKey(), value);
                }
            }
        }
        return values;
    }

    private static @Nullable Value value(String name, JsonNode json, List<Fault> faults) {
        return switch (json.getNodeType()) {
            case STRING -> new Value.Text(json.textValue());
            case BOOLEAN -> new Value.YesNo(json.booleanValue());
            case NUMBER -> number(name, json, faults);
            case ARRAY -> list(name, json, faults);
            case OBJECT, NULL, BINARY, MISSING, POJO -> refused(name, "is an object", faults);
        };
    }

    private static @Nullable Value number(String name, JsonNode json, List<Fault> faults) {
        var number = json.decimalValue();
        // Written out, 1e999999999 would fill the memory.
        if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
            return refused(name, "is a number of more than " + MOST_DIGITS + " digits", faults);
        }
        return new Value.Decimal(number);
    }

    private static @Nullable Value list(String name, JsonNode json, List<Fault> faults) {
        var items = new ArrayList<String>();
        for (var item : json) {
            if (item.isTextual()) {
                items.add(item.textValue());
            } else if (!item.isNull()) {
                return refused(name, "is a list that holds something else than strings", faults);
            }
        }
        return new Value.Listing(items);
    }

    private static @Nullable Value refused(String name, String problem, List<Fault> faults) {
        faults.add(new Fault("values." + name, "value-type", problem, REMEDY));
        return null;
    }

    private ValueReader() {}
}
