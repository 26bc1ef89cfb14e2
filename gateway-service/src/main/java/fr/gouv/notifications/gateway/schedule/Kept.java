package fr.gouv.notifications.gateway.schedule;

import fr.gouv.notifications.contracts.NotificationRequested;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notification of which the schedule knows.
 *
 * @param settledAt when it left or was stopped; until then, when it was accepted
 * @param request what will be told; gone when it has left or was stopped
 */
public record Kept(
        State state,
        Instant acceptedAt,
        Instant notBefore,
        Instant settledAt,
        @Nullable NotificationRequested request) {

    /** Where it is. */
    public enum State {
        /** It can still be stopped here. */
        WAITING,
        /** It is being told, or was, by a replica that has not said so yet. */
        LEAVING,
        /** The broker has it. */
        LEFT,
        /** Its service stopped it here, and it never left. */
        STOPPED
    }
}
