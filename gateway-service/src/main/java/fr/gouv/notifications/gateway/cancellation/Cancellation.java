package fr.gouv.notifications.gateway.cancellation;

import fr.gouv.notifications.gateway.status.Standings.Standing;
import org.jspecify.annotations.Nullable;

/** What became of the wish to stop a notification. */
public sealed interface Cancellation {

    /** It will never leave, by this wish or an earlier one. */
    record Stopped() implements Cancellation {}

    /** A provider has it, or it had come to its end: it stands where it stands. */
    record TooLate(Standing standing) implements Cancellation {}

    /**
     * The wish is told, and nobody has said yet whether it was in time.
     *
     * @param standing as far as known; absent when nobody has heard of the notification yet
     */
    record Requested(@Nullable Standing standing) implements Cancellation {}
}
