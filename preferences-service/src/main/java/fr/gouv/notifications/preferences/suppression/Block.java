package fr.gouv.notifications.preferences.suppression;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One suppressed address as one service may see it.
 *
 * @param scope {@code platform} or {@code service}
 * @param blocks whether it keeps this service from writing now
 * @param notification the last of this service's own that the address did not take
 * @param since with {@code lastAt} and {@code until}: to the day when no message of this service is
 *     among the evidence, for the minute would tell when another service wrote to the citizen
 * @param until absent when it never ends by itself
 * @param lift the last one by this service
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Block(
        UUID id,
        String channel,
        String scope,
        String rule,
        @Nullable String reason,
        @Nullable String code,
        boolean blocks,
        @Nullable UUID notification,
        Instant since,
        Instant lastAt,
        @Nullable Instant until,
        @Nullable Lift lift) {

    /** Somebody knew better. */
    record Lift(Instant at, String who, String why) {}
}
