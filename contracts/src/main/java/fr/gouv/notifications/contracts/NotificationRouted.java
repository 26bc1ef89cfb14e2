package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The citizen's preferences were applied: try these ways, in this order.
 *
 * @param service slug of the service that writes
 * @param category whether the citizen may refuse it
 * @param lane which topics, threads and claims it uses
 * @param ambiguityPolicy what to do when an attempt has no answer
 * @param proofCode by which anyone can ask whether the message is official
 * @param expiresAt after this instant it must not leave
 * @param plan best way first; never empty
 * @param removed the channels that were left out, with the reason of each
 * @param words sealed {@link Words}, as they came with the request
 */
public record NotificationRouted(
        UUID notificationId,
        Instant occurredAt,
        String service,
        Category category,
        Lane lane,
        AmbiguityPolicy ambiguityPolicy,
        String proofCode,
        Instant expiresAt,
        List<Step> plan,
        List<Removal> removed,
        Sealed words)
        implements NotificationEvent {

    public NotificationRouted {
        if (plan.isEmpty()) {
            throw new IllegalArgumentException("a routed notification has at least one way");
        }
        plan = List.copyOf(plan);
        removed = List.copyOf(removed);
    }

    @Override
    public String discriminator() {
        return "";
    }
}
