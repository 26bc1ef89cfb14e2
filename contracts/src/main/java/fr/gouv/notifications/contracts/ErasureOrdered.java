package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * These notifications must become unreadable everywhere.
 *
 * @param erasureId under which the order is recorded
 * @param service slug of the service that holds the data
 * @param notificationIds which ones; never empty
 */
public record ErasureOrdered(
        UUID erasureId, Instant occurredAt, String service, List<UUID> notificationIds)
        implements Fact {

    public ErasureOrdered {
        if (notificationIds.isEmpty()) {
            throw new IllegalArgumentException("an erasure names what is to be erased");
        }
        notificationIds = List.copyOf(notificationIds);
    }

    @Override
    public UUID subject() {
        return erasureId;
    }

    @Override
    public String discriminator() {
        return "";
    }
}
