package fr.gouv.notifications.gateway.idempotency;

import java.util.SortedSet;
import java.util.UUID;

/** What a {@link Claim} has led to. */
public sealed interface Reservation {

    /**
     * Do the work, under this id and no other, then {@link IdempotencyKeys#complete complete}, {@link
     * IdempotencyKeys#release release} or {@link IdempotencyKeys#forget forget}. An earlier attempt
     * that never answered may have told the same notification.
     *
     * @param key digest under which it is kept
     * @param epoch which attempt this is, from 1
     */
    record Ours(String service, String key, UUID notification, int epoch) implements Reservation {}

    /** The work was done; this was answered. */
    record Answered(UUID notification, String answer) implements Reservation {}

    /** Somebody is at it, or was a moment ago. */
    record InProgress() implements Reservation {}

    /** The key was used for something else; these fields are not the same. */
    record Differs(SortedSet<String> fields) implements Reservation {}

    /** The same claim stands earlier in the same list: what became of that one holds. */
    record Repeated(int first) implements Reservation {}
}
