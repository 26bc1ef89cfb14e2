package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt, one step or the whole plan.
 *
 * @param channel on which it was tried
 * @param step position in the plan, from 0
 * @param attempt number of the attempt in this step, from 1; 0 when no attempt was made
 * @param report what happened
 * @param reason why, for everything that is not a success
 * @param providerCode the provider's raw code, such as {@code 550 5.1.1}; never its words
 * @param providerReference the number under which the provider knows the message
 * @param providerWords what the provider said, sealed (it often quotes the address), purpose {@code
 *     provider-words}
 * @param nextAttemptAt when it will be tried again, for a deferral
 * @param addressDigest as it came with the step, where the report says something of the address:
 *     bounced, refused, complained, or ended by a full mailbox
 */
public record DeliveryReported(
        UUID notificationId,
        Instant occurredAt,
        String service,
        Channel channel,
        int step,
        int attempt,
        DeliveryReport report,
        @Nullable Reason reason,
        @Nullable String providerCode,
        @Nullable String providerReference,
        @Nullable Sealed providerWords,
        @Nullable Instant nextAttemptAt,
        @Nullable String addressDigest)
        implements NotificationEvent {

    public DeliveryReported {
        if (step < 0 || attempt < 0) {
            throw new IllegalArgumentException("steps and attempts are counted upwards");
        }
    }

    @Override
    public String discriminator() {
        return step + "/" + attempt + "/" + report;
    }
}
