package fr.gouv.notifications.local;

import fr.gouv.notifications.local.LocalStack.Relay;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param data the folder of the stack
 * @param checkout the project
 * @param installed a copy of the build; absent when the build itself is run
 * @param parts what to start; what they stand on is included
 * @param relay where mail goes; absent for the inbox of the stack
 */
record Options(
        Path data,
        Path checkout,
        @Nullable Path installed,
        Set<Part> parts,
        @Nullable Relay relay,
        Ports ports) {

    static Options of(List<String> arguments, Path here) {
        Path data = null;
        Path checkout = null;
        Path installed = null;
        Relay relay = null;
        var only = EnumSet.noneOf(Part.class);
        var ports = Ports.usual();
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            var option = rest.next();
            switch (option) {
                case "--data" -> data = Path.of(value(option, rest));
                case "--checkout" -> checkout = Path.of(value(option, rest));
                case "--installed" -> installed = Path.of(value(option, rest));
                case "--smtp" -> relay = relay(value(option, rest));
                case "--only" -> {
                    for (var label : value(option, rest).split(",", -1)) {
                        only.add(Part.named(label.strip()));
                    }
                }
                case "--port" -> ports = withPort(ports, value(option, rest));
                default ->
                        throw new StackException(
                                "There is no option \"%s\"; ./notifications help lists them."
                                        .formatted(option));
            }
        }
        var root = checkout == null ? Checkout.around(here).root() : checkout.toAbsolutePath();
        return new Options(
                data == null ? root.resolve(".stack") : data.toAbsolutePath(),
                root,
                installed,
                only.isEmpty() ? everything(relay) : standing(only, relay),
                relay,
                ports);
    }

    /** Another relay takes the place of the mailbox, and perhaps its port. */
    private static Set<Part> everything(@Nullable Relay relay) {
        var all = EnumSet.copyOf(Part.all());
        if (relay != null) {
            all.remove(Part.MAIL);
        }
        return all;
    }

    /** A part without what it stands on would only die. */
    private static Set<Part> standing(Set<Part> only, @Nullable Relay relay) {
        var all = EnumSet.copyOf(only);
        if (only.stream().anyMatch(Part::isService)) {
            all.addAll(Set.of(Part.POSTGRES, Part.KAFKA, Part.KEYCLOAK));
        }
        if (only.contains(Part.DISPATCH) && relay == null) {
            all.add(Part.MAIL);
        }
        return all;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new StackException("%s needs a value.".formatted(option));
        }
        return rest.next();
    }

    private static Relay relay(String text) {
        var colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new StackException(
                    "--smtp needs HOST:PORT, for example 127.0.0.1:2525, and not \"%s\"."
                            .formatted(text));
        }
        return new Relay(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static Ports withPort(Ports ports, String text) {
        var halves = text.split("=", 2);
        if (halves.length != 2 || !halves[1].matches("[0-9]{1,5}")) {
            throw new StackException(
                    "--port needs NAME=NUMBER, for example gateway=8090, and not \"%s\"."
                            .formatted(text));
        }
        return ports.with(Port.named(halves[0]), Integer.parseInt(halves[1]));
    }
}
