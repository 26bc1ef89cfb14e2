package fr.gouv.notifications.local;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** An address on the loopback interface that a part listens on. */
public enum Port {
    GATEWAY(Part.GATEWAY, 8080),
    PREFERENCES(Part.PREFERENCES, 8081),
    DISPATCH(Part.DISPATCH, 8082),
    TRACKING(Part.TRACKING, 8083),
    INBOUND_SMTP(Part.DISPATCH, 1026),
    INBOX(Part.MAIL, 8025),
    SMTP(Part.MAIL, 1025),
    IMAP(Part.MAIL, 1143),
    KEYCLOAK(Part.KEYCLOAK, 8180),
    KEYCLOAK_MANAGEMENT(Part.KEYCLOAK, 8181),
    POSTGRES(Part.POSTGRES, 5433),
    KAFKA(Part.KAFKA, 9092),
    KAFKA_CONTROLLER(Part.KAFKA, 9093);

    private final Part part;
    private final int usual;

    Port(Part part, int usual) {
        this.part = part;
        this.usual = usual;
    }

    /** The part that listens there. */
    public Part part() {
        return part;
    }

    /** The number when nothing else is asked for. */
    public int usual() {
        return usual;
    }

    /** The name people type and read: {@code keycloak-management}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The port of that name, or a sentence that lists the names there are. */
    public static Port named(String label) {
        return Arrays.stream(values())
                .filter(port -> port.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new StackException(
                                        "There is no port named \"%s\"; the ports are %s."
                                                .formatted(
                                                        label,
                                                        Arrays.stream(values())
                                                                .map(Port::label)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }
}
