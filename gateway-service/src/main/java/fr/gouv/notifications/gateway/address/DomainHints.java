package fr.gouv.notifications.gateway.address;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What can be doubted about the domain of an address without asking anybody: it is one letter away from a
 * well-known one, or its mailboxes vanish.
 *
 * <p>Only what is nearly certain is said: a domain that is known is never doubted, and a name of fewer than
 * five letters is compared with none, for too many such names exist.
 */
final class DomainHints {

    private static final int SHORTEST_NAME = 5;

    private final Set<String> providers = new HashSet<>();
    private final Map<String, String> confusions = new HashMap<>();
    private final Set<String> disposable;

    DomainHints() {
        for (var line : lines("/address/mailbox-providers.txt")) {
            var equals = line.indexOf('=');
            if (equals < 0) {
                providers.add(line);
            } else {
                confusions.put(
                        line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        disposable = Set.copyOf(lines("/address/disposable-domains.txt"));
    }

    /** The doubt about this domain, in ASCII and small letters. */
    Optional<AddressHint> about(String field, String domain) {
        if (isDisposable(domain)) {
            return Optional.of(
                    new AddressHint(
                            field,
                            "domain-disposable",
                            "« "
                                    + domain
                                    + " » est un service d'adresses jetables : le message risque de n'être"
                                    + " jamais lu.",
                            null));
        }
        return meant(domain)
                .map(
                        other ->
                                new AddressHint(
                                        field,
                                        "domain-typo",
                                        "« "
                                                + domain
                                                + " » ressemble à « "
                                                + other
                                                + " » : l'adresse est-elle juste ?",
                                        other));
    }

    /** Whether this is one of the well-known domains, about which nobody need be asked. */
    boolean isKnown(String domain) {
        return providers.contains(domain);
    }

    /** The well-known domain that was probably meant. */
    Optional<String> meant(String domain) {
        if (providers.contains(domain)) {
            return Optional.empty();
        }
        var known = confusions.get(domain);
        if (known != null) {
            return Optional.of(known);
        }
        return providers.stream()
                .filter(each -> nameOf(each).length() >= SHORTEST_NAME)
                .filter(each -> isOneSlipAway(domain, each))
                .sorted()
                .findFirst();
    }

    private boolean isDisposable(String domain) {
        for (var rest = domain; ; rest = rest.substring(rest.indexOf('.') + 1)) {
            if (disposable.contains(rest)) {
                return true;
            }
            if (rest.indexOf('.') < 0) {
                return false;
            }
        }
    }

    private static String nameOf(String domain) {
        return domain.substring(0, domain.indexOf('.'));
    }

    /** One letter more, less, other, or two neighbours in the wrong order. */
    static boolean isOneSlipAway(String typed, String meant) {
        var difference = typed.length() - meant.length();
        if (Math.abs(difference) > 1 || typed.equals(meant)) {
            return false;
        }
        var same = 0;
        while (same < Math.min(typed.length(), meant.length())
                && typed.charAt(same) == meant.charAt(same)) {
            same++;
        }
        return switch (difference) {
            case 1 -> endAlike(typed, same + 1, meant, same);
            case -1 -> endAlike(typed, same, meant, same + 1);
            default -> endAlike(typed, same + 1, meant, same + 1) || areSwapped(typed, meant, same);
        };
    }

    private static boolean areSwapped(String typed, String meant, int at) {
        return at + 1 < typed.length()
                && typed.charAt(at) == meant.charAt(at + 1)
                && typed.charAt(at + 1) == meant.charAt(at)
                && endAlike(typed, at + 2, meant, at + 2);
    }

    private static boolean endAlike(String one, int from, String other, int otherFrom) {
        return one.regionMatches(
                from, other, otherFrom, Math.max(one.length() - from, other.length() - otherFrom));
    }

    private static List<String> lines(String resource) {
        var stream =
                Objects.requireNonNull(DomainHints.class.getResourceAsStream(resource), resource);
        try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
