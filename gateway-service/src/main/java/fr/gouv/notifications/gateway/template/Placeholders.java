package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names that a template uses, each with its slot, in the order of their first appearance. */
final class Placeholders {

    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    int slotOf(String name) {
        return slots.computeIfAbsent(
                PlaceholderName.key(name),
                _ -> {
                    names.add(name.strip());
                    return names.size() - 1;
                });
    }

    /** In the author's first spelling. */
    List<String> names() {
        return List.copyOf(names);
    }

    Map<String, Integer> slotsByKey() {
        return Map.copyOf(slots);
    }
}
