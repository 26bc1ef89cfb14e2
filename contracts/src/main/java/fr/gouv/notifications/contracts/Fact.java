package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened and cannot be undone, told once on one topic.
 *
 * <p>On the wire it is a CloudEvents 1.0 message in binary mode (attributes in headers, this record
 * alone as JSON in the value); the key is {@link #subject()}.
 */
public sealed interface Fact
        permits NotificationEvent,
                SubmissionReceived,
                SubmissionAccepted,
                SubmissionRefused,
                ErasureOrdered,
                OperationOrdered,
                BreakerChanged,
                FlowChanged,
                DomainReported {

    /** What the fact is about, and the key of its Kafka record. */
    UUID subject();

    /** When it happened, by the clock of the service that tells it. */
    Instant occurredAt();

    /**
     * What tells this fact apart from others of its type about the same subject. A fact that is told
     * again has the same discriminator, and so the same event id.
     */
    String discriminator();
}
