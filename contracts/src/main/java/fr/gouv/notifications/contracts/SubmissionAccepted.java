package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;

/**
 * The answer to a submission that will be sent, told on the status topic of the service: what a call of
 * the API is answered, with the id under which its status changes are told.
 *
 * @param submissionId chosen by the service
 * @param notificationId given by the platform
 * @param service slug of the public service
 * @param template slug of the template
 * @param templateVersion whose words were rendered, from 1
 * @param expiresAt after this instant it must not leave
 * @param proofCode by which anyone can ask whether the message is official
 */
public record SubmissionAccepted(
        UUID submissionId,
        Instant occurredAt,
        UUID notificationId,
        String service,
        String template,
        int templateVersion,
        Lane lane,
        Instant expiresAt,
        String proofCode)
        implements Fact {

    @Override
    public UUID subject() {
        return submissionId;
    }

    @Override
    public String discriminator() {
        return "";
    }
}
