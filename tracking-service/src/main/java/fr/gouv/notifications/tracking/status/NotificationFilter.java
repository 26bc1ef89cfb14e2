package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.PublicStatus;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which notifications of a service a reader asks for; what is absent does not narrow.
 *
 * @param status any of these; empty for all
 * @param from created then or later
 * @param to created before
 * @param overdue whether something should have happened to them by now
 * @param after where the page before ended
 */
record NotificationFilter(
        Set<PublicStatus> status,
        @Nullable String referenceDigest,
        @Nullable String template,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Boolean overdue,
        @Nullable Cursor after) {

    NotificationFilter {
        status = Set.copyOf(status);
    }
}
