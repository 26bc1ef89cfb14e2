package fr.gouv.notifications.dispatch.flow;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the messages to a mailbox provider, or of a public service, flow now. See {@link
 * fr.gouv.notifications.contracts.FlowChanged} for the fields.
 */
public record Flow(
        FlowTarget target,
        String name,
        FlowState state,
        @Nullable String rule,
        @Nullable String why,
        @Nullable Instant until,
        int pace,
        long waiting,
        long messages,
        long failed) {

    public Flow {
        if (state == FlowState.FREE) {
            throw new IllegalArgumentException("what flows as usual has no rule to tell of");
        }
    }
}
