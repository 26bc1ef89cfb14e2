package fr.gouv.notifications.gateway.deadletter;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that a service could not read or process; what it says is not part of this.
 *
 * @param reader the service that could not
 * @param at where it lies among the dead letters
 * @param origin where it came from
 * @param reason kebab-case, as the reader gave it
 * @param fact simple name of the fact that it says to be
 * @param subject its key, usually the notification
 * @param service the public service it concerns, where that is certain
 * @param settledBy the client that ended it
 * @param explanation why, in that person's words
 * @param isKept whether the record itself is still here
 */
record DeadLetter(
        UUID id,
        String reader,
        Place at,
        Place origin,
        String reason,
        @Nullable String fact,
        @Nullable UUID subject,
        @Nullable String service,
        Instant buriedAt,
        State state,
        @Nullable Instant settledAt,
        @Nullable String settledBy,
        @Nullable String explanation,
        boolean isKept) {

    /** A place in a topic; partition and offset are absent where nobody noted them. */
    record Place(String topic, @Nullable Integer partition, @Nullable Long offset) {}

    /** How far it was dealt with. */
    enum State {
        /** Nobody has dealt with it. */
        OPEN,
        /** It is being told again at this moment. */
        REDRIVING,
        /** Its fact was told again. */
        REDRIVEN,
        /** A person decided that nothing is to be done. */
        RESOLVED,
        /** A person had it emptied. */
        PURGED,
        /** It was emptied by age, and nobody had dealt with it. */
        LAPSED
    }
}
