package fr.gouv.notifications.dispatch.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Notices when a provider does not work: some failed connections in a row, or half of the messages of the
 * last minute. Counts what one replica sees.
 */
final class Trip {

    /** Fewer messages than these say little about a rate. */
    private static final int FEWEST = 20;

    private static final int MOST = 200;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int after;
    private final Deque<Seen> seen = new ArrayDeque<>();
    private int inARow;
    private int failed;

    /**
     * @param after how many failed connections in a row trip it
     */
    Trip(int after) {
        this.after = after;
    }

    private record Seen(Instant at, boolean isFailure) {}

    /** Takes note of an outcome; why messages must be held from now on, if they must. */
    synchronized Optional<String> heard(Outcome outcome, Instant now) {
        inARow = outcome instanceof Outcome.Unreachable ? inARow + 1 : 0;
        if (outcome instanceof Outcome.Unreachable(var reason, _) && inARow >= after) {
            return Optional.of(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        note(new Seen(now, isOfTheProvider(outcome)));
        return seen.size() >= FEWEST && failed * 2 >= seen.size()
                ? Optional.of("half-of-the-messages-failed")
                : Optional.empty();
    }

    /** Begins anew: what was counted led to an opening, or is past. */
    synchronized void forget() {
        seen.clear();
        failed = 0;
        inARow = 0;
    }

    /** Whether the provider as a whole failed, rather than this message or this mailbox. */
    static boolean isOfTheProvider(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Unreachable _, Outcome.Unanswered _ -> true;
            case Outcome.Postponed(var hindrance, _) ->
                    switch (hindrance) {
                        case THROTTLED, FAULT, INTERRUPTED, UNREACHABLE -> true;
                        case GREYLISTED, MAILBOX_FULL, OURSELVES -> false;
                    };
            case Outcome.Delivered _, Outcome.HandedOver _, Outcome.Refused _ -> false;
        };
    }

    private void note(Seen one) {
        seen.addLast(one);
        failed += one.isFailure() ? 1 : 0;
        while (seen.size() > MOST || seen.getFirst().at().isBefore(one.at().minus(WINDOW))) {
            failed -= seen.removeFirst().isFailure() ? 1 : 0;
        }
    }
}
