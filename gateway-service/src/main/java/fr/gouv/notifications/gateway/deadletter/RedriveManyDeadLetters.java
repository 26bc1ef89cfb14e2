package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.deadletter.DeadLetter.State;
import fr.gouv.notifications.gateway.deadletter.DeadLetters.Position;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Re-drives one dead letter after the other, as long as a call may take. */
@ApplicationScoped
class RedriveManyDeadLetters {

    private final DeadLetters letters;
    private final RedriveDeadLetters redrive;
    private final DeadLetterConfig config;
    private final InstantSource clock;

    RedriveManyDeadLetters(
            DeadLetters letters,
            RedriveDeadLetters redrive,
            DeadLetterConfig config,
            InstantSource clock) {
        this.letters = letters;
        this.redrive = redrive;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a call did.
     *
     * @param last where the next call goes on; null when all that are meant were tried
     */
    record Some(int redriven, Map<String, Integer> refused, @Nullable DeadLetter last) {

        Some {
            refused = Map.copyOf(refused);
        }
    }

    /** Tries the open ones that are meant, oldest first. */
    Some redrive(
            LetterFilter filter,
            @Nullable Position after,
            int atMost,
            Explanation why,
            String actor) {
        var end = clock.instant().plus(config.longestCall());
        var meant = letters.oldest(filter.in(State.OPEN), after, atMost + 1);
        var some = meant.subList(0, Math.min(atMost, meant.size()));
        var redriven = 0;
        var refused = new TreeMap<String, Integer>();
        for (var letter : some) {
            switch (redrive.redrive(letter.id(), why, actor)) {
                case Redriving.Done _ -> redriven++;
                case Redriving.NotDone(var refusal, _) ->
                        refused.merge(refusal.code(), 1, Integer::sum);
                case Redriving.Closed _, Redriving.Unknown _ ->
                        refused.merge("dealt-with-before", 1, Integer::sum);
            }
            if (clock.instant().isAfter(end)) {
                return new Some(redriven, refused, letter);
            }
        }
        return new Some(redriven, refused, meant.size() > atMost ? some.getLast() : null);
    }
}
