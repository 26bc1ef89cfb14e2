package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;

/** The service no longer wants the notification to leave. */
public record NotificationCancelled(UUID notificationId, Instant occurredAt, String service)
        implements NotificationEvent {

    @Override
    public String discriminator() {
        return "";
    }
}
