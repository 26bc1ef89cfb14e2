package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.tracking.feed.StatusChange;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One notification as it is kept.
 *
 * @param request absent while other facts have overtaken it
 * @param watch until when something must happen to it
 * @param sequence counts what readers were told, from 1
 */
record NotificationRow(
        UUID id,
        String service,
        @Nullable Request request,
        Standing standing,
        Watch watch,
        long sequence) {

    /** Whether there is nothing to write when the notification stands so. */
    boolean shows(Standing now) {
        return standing.withoutWords().equals(now.withoutWords());
    }

    /** The row when the notification stands so. */
    NotificationRow changedTo(Standing now, Watch watched) {
        return new NotificationRow(
                id,
                service,
                request,
                now,
                watched,
                standing.looksLike(now) ? sequence : sequence + 1);
    }

    /** What readers of the feed are told of it. */
    StatusChange change() {
        return new StatusChange(
                service,
                id,
                sequence,
                standing.status(),
                standing.reason(),
                standing.providerCode(),
                standing.channel(),
                standing.replied(),
                standing.updatedAt());
    }

    /**
     * The row with the request that other facts had overtaken. It is told once more even if it stands as
     * before: only now do readers learn which of their messages it is.
     *
     * @param next the sequence at which readers are told
     */
    NotificationRow completedBy(Request late, long next) {
        return new NotificationRow(id, service, late, standing, watch, next);
    }
}
