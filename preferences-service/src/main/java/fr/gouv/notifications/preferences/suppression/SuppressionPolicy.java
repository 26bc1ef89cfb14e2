package fr.gouv.notifications.preferences.suppression;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an address is dead. The order in which the hits became known, and how often each was
 * told, change nothing.
 */
final class SuppressionPolicy {

    private static final Duration BETWEEN_DISABLED = Duration.ofHours(24);
    private static final Duration FULL_WINDOW = Duration.ofDays(30);
    private static final int FULL_HITS = 3;
    private static final Comparator<Hit> BY_TIME =
            Comparator.comparing(Hit::at).thenComparing(Hit::notificationId);

    /** What follows from all the hits of one address: at most one verdict a scope. */
    static List<Verdict> verdicts(Collection<Hit> hits, SuppressionConfig config) {
        var verdicts = new ArrayList<Verdict>();
        // Of several rules the one counts that holds longest.
        Stream.of(Rule.HARD, Rule.DISABLED, Rule.FULL)
                .flatMap(rule -> ofEverybody(rule, hits, config).stream())
                .max(Comparator.comparing(SuppressionPolicy::end))
                .ifPresent(verdicts::add);
        hits.stream()
                .filter(hit -> hit.rule() == Rule.COMPLAINT)
                .collect(Collectors.groupingBy(Hit::service))
                .forEach(
                        (service, complaints) ->
                                verdicts.add(
                                        new Verdict(
                                                service,
                                                Rule.COMPLAINT,
                                                onceEach(complaints).getLast(),
                                                null)));
        return verdicts;
    }

    private static Instant end(Verdict verdict) {
        return verdict.until() == null ? Instant.MAX : verdict.until();
    }

    private static Optional<Verdict> ofEverybody(
            Rule rule, Collection<Hit> hits, SuppressionConfig config) {
        var counted = onceEach(hits.stream().filter(hit -> hit.rule() == rule).toList());
        if (counted.isEmpty()) {
            return Optional.empty();
        }
        var last = decisive(rule, counted);
        return last == null
                ? Optional.empty()
                : Optional.of(
                        new Verdict(
                                Verdict.EVERYBODY, rule, last, last.at().plus(life(rule, config))));
    }

    /** The last hit with which the rule was fulfilled. */
    private static @Nullable Hit decisive(Rule rule, List<Hit> hits) {
        return switch (rule) {
            case HARD, COMPLAINT -> hits.getLast();
            case DISABLED -> {
                var again = hits.getFirst().at().plus(BETWEEN_DISABLED);
                yield hits.getLast().at().isBefore(again) ? null : hits.getLast();
            }
            case FULL -> lastDense(hits);
        };
    }

    private static @Nullable Hit lastDense(List<Hit> hits) {
        for (var last = hits.size() - 1; last >= FULL_HITS - 1; last--) {
            var first = hits.get(last - FULL_HITS + 1);
            if (!hits.get(last).at().isAfter(first.at().plus(FULL_WINDOW))) {
                return hits.get(last);
            }
        }
        return null;
    }

    private static Duration life(Rule rule, SuppressionConfig config) {
        return switch (rule) {
            case HARD, COMPLAINT -> config.hard();
            case DISABLED -> config.disabled();
            case FULL -> config.full();
        };
    }

    /** In order, and each notification once, at the time of which it was first said. */
    private static List<Hit> onceEach(Collection<Hit> hits) {
        Map<UUID, Hit> first = new HashMap<>();
        for (var hit : hits) {
            first.merge(hit.notificationId(), hit, (a, b) -> BY_TIME.compare(a, b) <= 0 ? a : b);
        }
        return first.values().stream().sorted(BY_TIME).toList();
    }

    private SuppressionPolicy() {}
}
