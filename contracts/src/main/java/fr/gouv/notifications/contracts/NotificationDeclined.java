package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The notification will not be sent, and nothing was tried.
 *
 * @param reason the one that decided
 * @param removed what was left out on the way, with the reason of each
 */
public record NotificationDeclined(
        UUID notificationId,
        Instant occurredAt,
        String service,
        Reason reason,
        List<Removal> removed)
        implements NotificationEvent {

    public NotificationDeclined {
        removed = List.copyOf(removed);
    }

    @Override
    public String discriminator() {
        return "";
    }
}
