package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;

/** The citizen did something about a notification. */
public record CitizenResponded(
        UUID notificationId, Instant occurredAt, String service, Channel channel, Response response)
        implements NotificationEvent {

    @Override
    public String discriminator() {
        return channel + "/" + response;
    }
}
