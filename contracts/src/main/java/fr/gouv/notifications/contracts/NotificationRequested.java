package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A public service asked for a notification, and the platform accepted it.
 *
 * @param service slug of the service that writes
 * @param template slug of the template
 * @param templateVersion version whose words were rendered, from 1
 * @param category whether the citizen may refuse it
 * @param lane which topics, threads and claims it uses
 * @param ambiguityPolicy what to do when an attempt has no answer
 * @param proofCode by which anyone can ask whether the message is official
 * @param referenceDigest HMAC of the caller's reference, to find it without storing it
 * @param notBefore when it may leave; absent means at once
 * @param expiresAt after this instant it is no longer useful and must not leave
 * @param channels the channels for which there are words, the template's preferred one first
 * @param recipient sealed {@link Recipient}, purpose {@code recipient}
 * @param words sealed {@link Words}, purpose {@code words}
 * @param batch the file of which it is a row; absent when it was asked for by itself
 */
public record NotificationRequested(
        UUID notificationId,
        Instant occurredAt,
        String service,
        String template,
        int templateVersion,
        Category category,
        Lane lane,
        AmbiguityPolicy ambiguityPolicy,
        String proofCode,
        @Nullable String referenceDigest,
        @Nullable Instant notBefore,
        Instant expiresAt,
        List<Channel> channels,
        Sealed recipient,
        Sealed words,
        @Nullable UUID batch)
        implements NotificationEvent {

    public NotificationRequested {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException(
                    "a requested notification has words for one channel");
        }
        if (templateVersion < 1) {
            throw new IllegalArgumentException("template versions start at 1");
        }
        channels = List.copyOf(channels);
    }

    /** Asked for by itself. */
    public NotificationRequested(
            UUID notificationId,
            Instant occurredAt,
            String service,
            String template,
            int templateVersion,
            Category category,
            Lane lane,
            AmbiguityPolicy ambiguityPolicy,
            String proofCode,
            @Nullable String referenceDigest,
            @Nullable Instant notBefore,
            Instant expiresAt,
            List<Channel> channels,
            Sealed recipient,
            Sealed words) {
        this(
                notificationId,
                occurredAt,
                service,
                template,
                templateVersion,
                category,
                lane,
                ambiguityPolicy,
                proofCode,
                referenceDigest,
                notBefore,
                expiresAt,
                channels,
                recipient,
                words,
                null);
    }

    @Override
    public String discriminator() {
        return "";
    }
}
