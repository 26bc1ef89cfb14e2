package fr.gouv.notifications.gateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is kept in a seal.
 *
 * @param valueBase64 absent where there was none, or it was too large to be kept
 */
public record Letter(
        @Nullable String key, Map<String, String> headers, @Nullable String valueBase64) {

    public Letter {
        headers = Map.copyOf(headers);
    }

    /** The whole record. */
    public static Letter of(ConsumerRecord<String, byte[]> record) {
        return of(record, Integer.MAX_VALUE);
    }

    /** The record, without a value that is larger than this. */
    static Letter of(ConsumerRecord<String, byte[]> record, int largest) {
        var headers = new TreeMap<String, String>();
        record.headers()
                .forEach(
                        header -> {
                            if (header.value() != null) {
                                headers.put(header.key(), new String(header.value(), UTF_8));
                            }
                        });
        var value = record.value();
        return new Letter(
                record.key(),
                headers,
                value == null || value.length > largest
                        ? null
                        : Base64.getEncoder().encodeToString(value));
    }

    /** The service whose intake topic this is. */
    public static String serviceOf(String topic) {
        return topic.substring(topic.indexOf('.') + 1, topic.lastIndexOf('.'));
    }

    /** The value, as it was. */
    public byte @Nullable [] value() {
        return valueBase64 == null ? null : Base64.getDecoder().decode(valueBase64);
    }

    /** The record again, as if it had just been read there. */
    public ConsumerRecord<String, byte[]> at(String topic, int partition, long offset) {
        var record = new ConsumerRecord<String, byte[]>(topic, partition, offset, key, value());
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        return record;
    }

    /** Says nothing of the content. */
    @Override
    public String toString() {
        return "Letter[…]";
    }
}
