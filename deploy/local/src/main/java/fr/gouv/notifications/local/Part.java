package fr.gouv.notifications.local;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A part of the local stack that can be started and stopped by itself. */
public enum Part {
    POSTGRES,
    KAFKA,
    KEYCLOAK,
    MAIL,
    GATEWAY,
    PREFERENCES,
    DISPATCH,
    TRACKING;

    /** What the services stand on. */
    public static Set<Part> infrastructure() {
        return EnumSet.of(POSTGRES, KAFKA, KEYCLOAK, MAIL);
    }

    /** The four services of the platform. */
    public static Set<Part> services() {
        return EnumSet.of(GATEWAY, PREFERENCES, DISPATCH, TRACKING);
    }

    /** Every part. */
    public static Set<Part> all() {
        return EnumSet.allOf(Part.class);
    }

    /** The name people type and read: {@code gateway}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this part is one of the four services. */
    public boolean isService() {
        return services().contains(this);
    }

    /** The part of that name, or a sentence that lists the names there are. */
    public static Part named(String label) {
        return Arrays.stream(values())
                .filter(part -> part.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new StackException(
                                        "There is no part named \"%s\"; the parts are %s."
                                                .formatted(
                                                        label,
                                                        Arrays.stream(values())
                                                                .map(Part::label)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }
}
