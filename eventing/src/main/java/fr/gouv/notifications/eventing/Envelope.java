package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.BreakerChanged;
import fr.gouv.notifications.contracts.CitizenResponded;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.DomainReported;
import fr.gouv.notifications.contracts.ErasureOrdered;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationOverdue;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.NotificationScheduled;
import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.contracts.StatusChanged;
import fr.gouv.notifications.contracts.SubmissionAccepted;
import fr.gouv.notifications.contracts.SubmissionReceived;
import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.contracts.Topics;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A fact as a Kafka record: the subject as key, CloudEvents 1.0 attributes in headers (Kafka
 * protocol binding, binary mode), the record alone as JSON in the value.
 */
public final class Envelope {

    private static final String TYPE_PREFIX = "fr.gouv.notifications.";
    private static final String TYPE_SUFFIX = ".v1";

    private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
    private static final Header CONTENT_TYPE = header("content-type", "application/json");

    private static final Map<String, Class<? extends Fact>> TYPES =
            Stream.<Class<? extends Fact>>of(
                            NotificationScheduled.class,
                            NotificationRequested.class,
                            NotificationCancelled.class,
                            NotificationRouted.class,
                            NotificationDeclined.class,
                            DeliveryReported.class,
                            CitizenResponded.class,
                            NotificationOverdue.class,
                            StatusChanged.class,
                            SubmissionReceived.class,
                            SubmissionAccepted.class,
                            SubmissionRefused.class,
                            ErasureOrdered.class,
                            OperationOrdered.class,
                            BreakerChanged.class,
                            FlowChanged.class,
                            DomainReported.class)
                    .collect(Collectors.toUnmodifiableMap(Envelope::typeOf, type -> type));

    /** The id of the event: the same fact told again has the same id. */
    public static UUID eventId(Fact fact) {
        var identity = typeOf(fact.getClass()) + "|" + fact.subject() + "|" + fact.discriminator();
        return UUID.nameUUIDFromBytes(identity.getBytes(UTF_8));
    }

    /**
     * The record that tells this fact.
     *
     * @param source who tells it, such as {@code dispatch}
     */
    public static ProducerRecord<String, byte[]> pack(Fact fact, String source) {
        return pack(
                Topics.of(fact),
                fact.subject().toString(),
                eventId(fact).toString(),
                typeOf(fact.getClass()),
                fact.occurredAt().toString(),
                FactJson.write(fact),
                source);
    }

    /** The record of a fact whose parts were kept in an outbox. */
    static ProducerRecord<String, byte[]> pack(
            String topic,
            String key,
            String eventId,
            String type,
            String time,
            byte[] value,
            String source) {
        List<Header> headers =
                List.of(
                        SPEC_VERSION,
                        CONTENT_TYPE,
                        header("ce_id", eventId),
                        header("ce_type", type),
                        header("ce_source", "/" + source),
                        header("ce_subject", key),
                        header("ce_time", time));
        return new ProducerRecord<>(topic, null, null, key, value, headers);
    }

    /**
     * The fact in a record.
     *
     * @throws UnreadableRecord when the record is not a fact of this platform, or its key is not its
     *     subject
     */
    public static Received open(ConsumerRecord<String, byte[]> record) throws UnreadableRecord {
        return open(record, FactJson::read);
    }

    /** As {@link #open}, for those who {@linkplain FactJson#readWithoutWords need no words}. */
    static Received openWithoutWords(ConsumerRecord<String, byte[]> record)
            throws UnreadableRecord {
        return open(record, FactJson::readWithoutWords);
    }

    private static Received open(ConsumerRecord<String, byte[]> record, Reader reader)
            throws UnreadableRecord {
        var type = TYPES.get(text(record.headers(), "ce_type"));
        if (type == null) {
            throw new UnreadableRecord("unknown-event-type");
        }
        if (record.value() == null) {
            throw new UnreadableRecord("no-value");
        }
        if (record.key() == null) {
            throw new UnreadableRecord("no-key");
        }
        UUID id;
        try {
            id = UUID.fromString(text(record.headers(), "ce_id"));
        } catch (IllegalArgumentException _) {
            throw new UnreadableRecord("no-event-id");
        }
        var fact = reader.read(record.value(), type);
        if (!fact.subject().toString().equals(record.key())) {
            throw new UnreadableRecord("key-is-not-the-subject");
        }
        return new Received(id, fact);
    }

    /** How the value of a record becomes a fact. */
    private interface Reader {

        <T> T read(byte[] json, Class<T> type) throws UnreadableRecord;
    }

    /**
     * A fact as it was heard.
     *
     * @param eventId the CloudEvents id, equal for a repeated fact
     */
    public record Received(UUID eventId, Fact fact) {}

    static String typeOf(Class<?> type) {
        return TYPE_PREFIX + type.getSimpleName() + TYPE_SUFFIX;
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }

    private static String text(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private Envelope() {}
}
