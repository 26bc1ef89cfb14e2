package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the public service is told: the notification has a new status.
 *
 * @param sequence counts the changes of this notification, from 1
 * @param reason why, where there is something to explain
 * @param providerCode the provider's raw code
 * @param replied true from when on the citizen has answered; the status may stay as it was
 */
public record StatusChanged(
        UUID notificationId,
        Instant occurredAt,
        String service,
        long sequence,
        PublicStatus status,
        @Nullable Reason reason,
        @Nullable String providerCode,
        @Nullable Boolean replied)
        implements NotificationEvent {

    /** A change of a notification that nobody has answered. */
    public StatusChanged(
            UUID notificationId,
            Instant occurredAt,
            String service,
            long sequence,
            PublicStatus status,
            @Nullable Reason reason,
            @Nullable String providerCode) {
        this(notificationId, occurredAt, service, sequence, status, reason, providerCode, null);
    }

    public StatusChanged {
        if (sequence < 1) {
            throw new IllegalArgumentException("status changes are counted from 1");
        }
    }

    @Override
    public String discriminator() {
        return Long.toString(sequence);
    }
}
