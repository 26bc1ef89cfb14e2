package fr.gouv.notifications.gateway.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant; what is absent does not matter.
 *
 * @param from buried at or after
 * @param to buried before
 */
record LetterFilter(
        @Nullable String group,
        @Nullable String service,
        @Nullable String topic,
        @Nullable String reason,
        DeadLetter.@Nullable State state,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** Whether it means all of them. */
    boolean isEmpty() {
        return group == null
                && service == null
                && topic == null
                && reason == null
                && state == null
                && from == null
                && to == null;
    }

    LetterFilter in(DeadLetter.State only) {
        return new LetterFilter(group, service, topic, reason, only, from, to);
    }
}
