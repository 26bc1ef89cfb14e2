package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.contracts.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides when an address is dead. The order in which the hits became known, and how often each was
 * told, change nothing. What is our own fault (the sender, the words, the pace, the providers between)
 * never counts.
 */
final class SuppressionPolicy {

    private static final Duration BETWEEN_DISABLED = Duration.ofHours(24);
    private static final Duration FULL_WINDOW = Duration.ofDays(30);
    private static final int FULL_HITS = 3;

    /** The rule that these hits of one address fulfil; the strongest one if there are several. */
    static Optional<Rule> rule(Collection<Hit> hits) {
        if (!times(hits, Reason.ADDRESS_UNKNOWN).isEmpty()
                || !times(hits, Reason.DOMAIN_UNKNOWN).isEmpty()) {
            return Optional.of(Rule.HARD);
        }
        if (isSpread(times(hits, Reason.ADDRESS_DISABLED))) {
            return Optional.of(Rule.DISABLED);
        }
        return isDense(times(hits, Reason.MAILBOX_FULL))
                ? Optional.of(Rule.FULL)
                : Optional.empty();
    }

    private static boolean isSpread(List<Instant> times) {
        return !times.isEmpty()
                && !times.getLast().isBefore(times.getFirst().plus(BETWEEN_DISABLED));
    }

    private static boolean isDense(List<Instant> times) {
        for (var last = FULL_HITS - 1; last < times.size(); last++) {
            var first = times.get(last - FULL_HITS + 1);
            if (!times.get(last).isAfter(first.plus(FULL_WINDOW))) {
                return true;
            }
        }
        return false;
    }

    /** In order, and each notification once, at the time of which it was first said. */
    private static List<Instant> times(Collection<Hit> hits, Reason reason) {
        Map<UUID, Instant> first = new HashMap<>();
        for (var hit : hits) {
            if (hit.reason() == reason) {
                first.merge(hit.notificationId(), hit.at(), (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        return first.values().stream().sorted().toList();
    }

    private SuppressionPolicy() {}
}
