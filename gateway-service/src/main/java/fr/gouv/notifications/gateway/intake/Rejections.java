package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.DeadLetters;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.UnreadableRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts records that cannot be read where an operator finds them. What a public service wrote is in clear
 * for a day at most, so the dead letter is sealed under the service's key of the day.
 */
@ApplicationScoped
class Rejections {

    private static final String PURPOSE = "dead-letter";

    private final DeadLetters deadLetters;
    private final KeyRing keys;
    private final InstantSource clock;

    Rejections(DeadLetters deadLetters, KeyRing keys, InstantSource clock) {
        this.deadLetters = deadLetters;
        this.keys = keys;
        this.clock = clock;
    }

    /** Buries a record of a service that exists. */
    void bury(ConsumerRecord<String, byte[]> record, String service, String reason) {
        deadLetters.burySealed(record, reason, sealed(record, service));
    }

    /** Buries a record of nobody: there is no key under which it could be kept. */
    void buryEmpty(ConsumerRecord<String, byte[]> record, String reason) {
        deadLetters.burySealed(record, reason, null);
    }

    /** That the record was refused, for the status topic of the service. */
    SubmissionRefused refused(
            ConsumerRecord<String, byte[]> record,
            String service,
            @Nullable UUID submissionId,
            SubmissionRefused.Problem problem) {
        return new SubmissionRefused(
                submissionId,
                clock.instant(),
                service,
                record.partition(),
                record.offset(),
                problem);
    }

    private byte @Nullable [] sealed(ConsumerRecord<String, byte[]> record, String service) {
        var letter = Letter.of(record, SubmissionReader.LARGEST);
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try {
            return FactJson.write(
                    keys.seal(
                            service,
                            day,
                            boundTo(record.partition(), record.offset()),
                            PURPOSE,
                            letter));
        } catch (DataKeys.Erased _) {
            return null;
        }
    }

    /**
     * The record that was sealed in a dead letter.
     *
     * @throws DataKeys.Erased when the key of its day was destroyed
     * @throws UnreadableRecord when it is no such letter, or that of another record
     */
    Letter open(String service, int partition, long offset, byte[] sealed)
            throws DataKeys.Erased, UnreadableRecord {
        return keys.open(
                service,
                boundTo(partition, offset),
                PURPOSE,
                FactJson.read(sealed, Sealed.class),
                Letter.class);
    }

    private static UUID boundTo(int partition, long offset) {
        return new UUID(partition, offset);
    }
}
