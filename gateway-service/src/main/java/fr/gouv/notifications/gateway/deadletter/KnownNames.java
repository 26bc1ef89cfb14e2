package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Words;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words of the contracts: only these are shown of a record, because any other might be a person's. */
final class KnownNames {

    private static final String PREFIX = "fr.gouv.notifications.";

    private static final Map<String, String> FACTS = facts();
    private static final Set<String> FIELDS = fields();

    /** The simple name of the fact of this CloudEvents type, whatever its version; null for others. */
    static @Nullable String factOf(String type) {
        if (!type.startsWith(PREFIX)) {
            return null;
        }
        var end = type.indexOf('.', PREFIX.length());
        return end < 0 ? null : FACTS.get(type.substring(PREFIX.length(), end));
    }

    /** Whether a record of the contracts has a field of this name. */
    static boolean isField(String name) {
        return FIELDS.contains(name);
    }

    /** The UUID, in its one usual form; null for anything else. */
    static @Nullable UUID uuid(@Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(UUID::fromString)
                    .filter(id -> id.toString().equalsIgnoreCase(text))
                    .orElse(null);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static Map<String, String> facts() {
        var facts = new HashMap<String, String>();
        records(Fact.class).forEach(type -> facts.put(type.getSimpleName(), type.getSimpleName()));
        return Map.copyOf(facts);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(KnownNames::records)
                : Stream.of(type);
    }

    private static Set<String> fields() {
        var names = new HashSet<String>();
        records(Fact.class).forEach(type -> collect(type, names));
        collect(Recipient.class, names);
        collect(Words.class, names);
        return Set.copyOf(names);
    }

    private static void collect(Type type, Set<String> names) {
        if (type instanceof ParameterizedType parameterized) {
            Arrays.stream(parameterized.getActualTypeArguments())
                    .forEach(argument -> collect(argument, names));
        } else if (type instanceof Class<?> record && record.isRecord()) {
            for (var component : record.getRecordComponents()) {
                if (names.add(component.getName()) || !component.getType().isRecord()) {
                    collect(component.getGenericType(), names);
                }
            }
        }
    }

    private KnownNames() {}
}
