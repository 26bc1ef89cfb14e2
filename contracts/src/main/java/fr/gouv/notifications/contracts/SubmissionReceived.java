package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A public service asks for a notification by its own intake topic. The service is known from the
 * topic, never from this record.
 *
 * @param submissionId chosen by the service; the same one again is the same submission
 * @param template slug of the template
 * @param to who is to be reached
 * @param values what fills the template's placeholders
 * @param notBefore when the message may leave; absent means at once
 * @param expiresAt after this instant the message is no longer useful
 * @param lane how urgent it is; absent means express
 * @param attachments files that were uploaded before, by their ids, at most 10; absent means none
 */
public record SubmissionReceived(
        UUID submissionId,
        Instant occurredAt,
        String template,
        Recipient to,
        Map<String, Object> values,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Lane lane,
        @Nullable List<UUID> attachments)
        implements Fact {

    public SubmissionReceived {
        values = Map.copyOf(values);
        attachments = attachments == null ? null : List.copyOf(attachments);
    }

    @Override
    public UUID subject() {
        return submissionId;
    }

    @Override
    public String discriminator() {
        return "";
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "SubmissionReceived[" + submissionId + "]";
    }
}
