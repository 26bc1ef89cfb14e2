package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A public service asked for a notification that shall leave later, and the platform keeps it until
 * then. {@link NotificationRequested} follows when its time has come, {@link NotificationDeclined}
 * when it is stopped before.
 *
 * @param service slug of the service that writes
 * @param template slug of the template
 * @param templateVersion version whose words were rendered, from 1
 * @param category whether the citizen may refuse it
 * @param lane which topics, threads and claims it will use
 * @param proofCode by which anyone can ask whether the message is official
 * @param referenceDigest HMAC of the caller's reference, to find it without storing it
 * @param notBefore when it may leave
 * @param expiresAt after this instant it is no longer useful and must not leave
 * @param recipient sealed {@link Recipient}, purpose {@code recipient}
 */
public record NotificationScheduled(
        UUID notificationId,
        Instant occurredAt,
        String service,
        String template,
        int templateVersion,
        Category category,
        Lane lane,
        String proofCode,
        @Nullable String referenceDigest,
        Instant notBefore,
        Instant expiresAt,
        Sealed recipient)
        implements NotificationEvent {

    public NotificationScheduled {
        if (templateVersion < 1) {
            throw new IllegalArgumentException("template versions start at 1");
        }
        if (!notBefore.isBefore(expiresAt)) {
            throw new IllegalArgumentException("a notification cannot expire before it may leave");
        }
    }

    @Override
    public String discriminator() {
        return "";
    }
}
