package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationScheduled;
import fr.gouv.notifications.contracts.Sealed;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the request for a notification: no words, and the recipient sealed, without a key
 * to open it.
 */
record Request(
        String template,
        int templateVersion,
        Category category,
        Lane lane,
        String proofCode,
        @Nullable String referenceDigest,
        @Nullable Instant notBefore,
        Instant expiresAt,
        Sealed recipient,
        @Nullable UUID batch) {

    /** What this fact says of the request; null when it says nothing of it. */
    static @Nullable Request in(NotificationEvent fact) {
        return switch (fact) {
            case NotificationRequested requested -> of(requested);
            case NotificationScheduled scheduled -> of(scheduled);
            default -> null;
        };
    }

    private static Request of(NotificationScheduled fact) {
        return new Request(
                fact.template(),
                fact.templateVersion(),
                fact.category(),
                fact.lane(),
                fact.proofCode(),
                fact.referenceDigest(),
                fact.notBefore(),
                fact.expiresAt(),
                fact.recipient(),
                null);
    }

    private static Request of(NotificationRequested fact) {
        return new Request(
                fact.template(),
                fact.templateVersion(),
                fact.category(),
                fact.lane(),
                fact.proofCode(),
                fact.referenceDigest(),
                fact.notBefore(),
                fact.expiresAt(),
                fact.recipient(),
                fact.batch());
    }
}
