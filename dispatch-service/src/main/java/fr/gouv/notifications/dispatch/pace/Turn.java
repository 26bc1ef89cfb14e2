package fr.gouv.notifications.dispatch.pace;

import java.time.Instant;

/** Whether a message may leave now. */
public sealed interface Turn {

    /** It may; whoever sends it says when that is over. */
    record Go(Permit permit) implements Turn {}

    /** It must wait; asked before, the answer would be the same. */
    record Wait(Instant until) implements Turn {}
}
