package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.SubmissionAccepted;
import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.UnreadableRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Lets buried submissions in again, by the same door as all others: same checks, same idempotency, same answer. */
@ApplicationScoped
public class Readmission {

    private final TakeSubmissions submissions;
    private final Rejections rejections;

    Readmission(TakeSubmissions submissions, Rejections rejections) {
        this.submissions = submissions;
        this.rejections = rejections;
    }

    /**
     * The record that was sealed when it was buried.
     *
     * @param topic the intake topic it came from, with its place there
     * @throws DataKeys.Erased when the key of its day was destroyed
     * @throws UnreadableRecord when it does not open
     */
    public ConsumerRecord<String, byte[]> open(
            String topic, int partition, long offset, byte[] sealed)
            throws DataKeys.Erased, UnreadableRecord {
        return rejections
                .open(Letter.serviceOf(topic), partition, offset, sealed)
                .at(topic, partition, offset);
    }

    /** What is wrong with it today, in the words its service is told; empty when it can be read. */
    public Optional<SubmissionRefused.Problem> fault(ConsumerRecord<String, byte[]> record) {
        return switch (SubmissionReader.read(record, Letter.serviceOf(record.topic()))) {
            case Reading.Understood _ -> Optional.empty();
            case Reading.Unreadable unreadable -> Optional.of(Answers.told(unreadable.problem()));
        };
    }

    /**
     * Takes a record that can be read, as if it had just been published.
     *
     * @throws fr.gouv.notifications.eventing.Unavailable when something is down
     */
    public Admitted take(ConsumerRecord<String, byte[]> record) {
        var answers = submissions.take(Letter.serviceOf(record.topic()), List.of(record));
        return answers.stream().findFirst().map(Readmission::admitted).orElseGet(Unknown::new);
    }

    private static Admitted admitted(Fact answer) {
        return switch (answer) {
            case SubmissionAccepted accepted -> new Accepted(accepted.notificationId());
            case SubmissionRefused refused -> new Refused(refused.problem());
            default -> throw new IllegalStateException("a submission is accepted or refused");
        };
    }

    /** What became of a submission that was taken again. */
    public sealed interface Admitted {}

    /** It is a notification, of now or of the first time. */
    public record Accepted(UUID notification) implements Admitted {}

    /** It was read, and is not accepted. */
    public record Refused(SubmissionRefused.Problem problem) implements Admitted {}

    /** Its service does not exist. */
    public record Unknown() implements Admitted {}
}
