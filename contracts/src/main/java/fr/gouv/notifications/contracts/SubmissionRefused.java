package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a submission that will not be sent, told on the status topic of the service: the problem
 * that a call of the API is answered.
 *
 * @param submissionId chosen by the service; absent when the record does not say it
 * @param service slug of the public service
 * @param partition of the intake topic in which the record stands
 * @param offset of the record there
 */
public record SubmissionRefused(
        @Nullable UUID submissionId,
        Instant occurredAt,
        String service,
        int partition,
        long offset,
        Problem problem)
        implements Fact {

    /** The submission; when it is not known, an id that nothing else on the topic has. */
    @Override
    public UUID subject() {
        return submissionId == null ? new UUID(partition, offset) : submissionId;
    }

    /** The same submission may be refused again when it is sent again. */
    @Override
    public String discriminator() {
        return service + "|" + partition + "|" + offset;
    }

    /**
     * What is wrong, as RFC 9457 writes it. Its words never repeat what was sent.
     *
     * @param type stable, for programs
     * @param title the same for all problems of a type
     * @param status what the API would answer
     * @param detail this case, and what to do
     * @param errors one for each field that is concerned
     */
    public record Problem(
            String type, String title, int status, String detail, List<Fault> errors) {

        public Problem {
            errors = List.copyOf(errors);
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param field path of the field, such as {@code to.email}
     * @param code stable, in kebab-case, for programs
     * @param problem to be read after the name of the field
     * @param remedy what to do about it
     */
    public record Fault(String field, String code, String problem, String remedy) {}
}
