package fr.gouv.notifications.gateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.gateway.submission.SubmissionBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code SubmissionReceived} as it is read: anything may be absent, and is checked then. */
record IntakeBody(
        @Nullable String submissionId,
        @Nullable String occurredAt,
        @Nullable String template,
        @Nullable To to,
        @Nullable JsonNode values,
        @Nullable String notBefore,
        @Nullable String expiresAt,
        @Nullable String lane,
        @Nullable List<String> attachments) {

    /** Who is to be reached. */
    record To(
            @Nullable String citizen,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String reference) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "To[…]";
        }
    }

    /** What a call of the API would have sent. */
    SubmissionBody asSubmission() {
        return new SubmissionBody(
                template,
                to == null ? null : new SubmissionBody.To(to.email(), to.phone(), to.citizen()),
                values,
                to == null ? null : to.reference(),
                lane,
                notBefore,
                expiresAt,
                attachments);
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "IntakeBody[…]";
    }
}
