package fr.gouv.notifications.tracking.feed;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One visible change of a notification.
 *
 * @param sequence counts the changes of this notification, from 1
 * @param replied whether the citizen has answered by then
 * @param at when the fact happened that led to it
 */
public record StatusChange(
        String service,
        UUID notificationId,
        long sequence,
        PublicStatus status,
        @Nullable Reason reason,
        @Nullable String providerCode,
        @Nullable Channel channel,
        boolean replied,
        Instant at) {}
