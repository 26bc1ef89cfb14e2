package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * A message as a door received it.
 *
 * @param key by which its repetition is known, if it has one
 */
public record Submission(SubmissionBody body, @Nullable IdempotencyKey key) {

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "Submission[…]";
    }
}
