package fr.gouv.notifications.contracts.light;

import org.jspecify.annotations.Nullable;

/** A final class of static members, as the list of topics is. */
final class Names {

    static final String FIRST = "first";

    static String of(@Nullable Weight weight) {
        return switch (weight) {
            case LIGHT -> "light";
            case NONE -> "none";
            case null -> FIRST;
        };
    }

    private Names() {}
}
