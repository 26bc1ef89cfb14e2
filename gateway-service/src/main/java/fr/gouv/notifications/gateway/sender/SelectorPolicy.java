package fr.gouv.notifications.gateway.sender;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Optional;

/** Names keys after the month in which they are made: {@code n202611a}, {@code n202611b} and so on. */
final class SelectorPolicy {

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("'n'uuuuMM").withZone(ZoneOffset.UTC);

    /** A name that none of these has; empty when this month's are used up. */
    static Optional<String> next(Collection<String> used, Instant now) {
        for (var letter = 'a'; letter <= 'z'; letter++) {
            var selector = MONTH.format(now) + letter;
            if (!used.contains(selector)) {
                return Optional.of(selector);
            }
        }
        return Optional.empty();
    }

    private SelectorPolicy() {}
}
