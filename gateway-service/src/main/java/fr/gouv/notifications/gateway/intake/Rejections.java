package fr.gouv.notifications.gateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.DeadLetters;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.KeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts records that cannot be read where an operator finds them. What a public service wrote is in clear
 * for a day at most, so the dead letter is sealed under the service's key of the day.
 */
@ApplicationScoped
class Rejections {

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
        var headers = new TreeMap<String, String>();
        record.headers()
                .forEach(
                        header -> {
                            if (header.value() != null) {
                                headers.put(header.key(), new String(header.value(), UTF_8));
                            }
                        });
        var value = record.value();
        var letter =
                new Letter(
                        record.key(),
                        headers,
                        value == null || value.length > SubmissionReader.LARGEST
                                ? null
                                : Base64.getEncoder().encodeToString(value));
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try {
            return FactJson.write(
                    keys.seal(
                            service,
                            day,
                            new UUID(record.partition(), record.offset()),
                            "dead-letter",
                            letter));
        } catch (DataKeys.Erased _) {
            return null;
        }
    }

    /** The record, as it is sealed. */
    private record Letter(
            @Nullable String key, Map<String, String> headers, @Nullable String valueBase64) {}
}
