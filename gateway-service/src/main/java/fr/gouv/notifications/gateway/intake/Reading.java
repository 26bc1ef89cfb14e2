package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.submission.SubmissionBody;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a record of an intake topic turned out to be. */
sealed interface Reading {

    ConsumerRecord<String, byte[]> record();

    /** A submission whose content is still to be checked. */
    record Understood(ConsumerRecord<String, byte[]> record, UUID submissionId, SubmissionBody body)
            implements Reading {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Understood[" + submissionId + "]";
        }
    }

    /**
     * Nothing that can be checked.
     *
     * @param submissionId as far as the record says it
     */
    record Unreadable(
            ConsumerRecord<String, byte[]> record, @Nullable UUID submissionId, Problem problem)
            implements Reading {

        /** For the dead letter, in kebab-case. */
        String reason() {
            return problem.type().substring(problem.type().lastIndexOf(':') + 1);
        }

        /** Says nothing of the content. */
        @Override
        public String toString() {
            return "Unreadable[" + reason() + "]";
        }
    }
}
