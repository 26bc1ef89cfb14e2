package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert, told once for each notification and cause: what should have happened to it has not.
 *
 * @param lane absent while the request is not known
 * @param status where it stood
 * @param since when it should have happened at the latest
 */
public record NotificationOverdue(
        UUID notificationId,
        Instant occurredAt,
        String service,
        @Nullable Lane lane,
        PublicStatus status,
        Overdue overdue,
        Instant since)
        implements NotificationEvent {

    @Override
    public String discriminator() {
        return overdue.name();
    }
}
