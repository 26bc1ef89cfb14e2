package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.Overdue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Until when something must happen to a notification, and what has not happened in time.
 *
 * @param dueBy when the watchdog looks at it next; absent when nothing more is expected
 * @param overdue the latest cause that was told and still holds
 * @param since when that should have happened at the latest
 */
record Watch(@Nullable Instant dueBy, @Nullable Overdue overdue, @Nullable Instant since) {

    /** Nothing is waited for. */
    static final Watch NONE = new Watch(null, null, null);

    Watch {
        dueBy = inMicroseconds(dueBy);
        since = inMicroseconds(since);
    }

    /** As the database keeps it. */
    private static @Nullable Instant inMicroseconds(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }
}
