package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How messages to a mailbox provider, or of a public service, flow, as dispatch told it last. See {@link
 * fr.gouv.notifications.contracts.FlowChanged} for the fields.
 */
record Flow(
        FlowTarget target,
        String name,
        FlowState state,
        @Nullable String rule,
        @Nullable String why,
        Instant since,
        @Nullable Instant until,
        int pace,
        long waiting,
        long messages,
        long failed,
        Instant toldAt) {}
