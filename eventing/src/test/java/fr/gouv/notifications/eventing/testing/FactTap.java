package fr.gouv.notifications.eventing.testing;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.UnreadableRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plays the neighbours of the service under test: tells it facts, and hears what it tells. */
public class FactTap implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> heard = new ArrayList<>();

    /** Hears these topics from their beginning. */
    public FactTap(String bootstrap, String... topics) {
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                        new StringSerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ConsumerConfig.GROUP_ID_CONFIG,
                                "tap-" + UUID.randomUUID(),
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(topics));
    }

    /** Tells a fact as its own service would, and waits for the broker. */
    public void tell(Fact fact) {
        send(Envelope.pack(fact, "test"));
    }

    /** Sends any record, however wrong, and waits for the broker. */
    public void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refused the record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** All records so far; poll it in an Awaitility loop. */
    public List<ConsumerRecord<String, byte[]>> records() {
        consumer.poll(Duration.ofMillis(100)).forEach(heard::add);
        return List.copyOf(heard);
    }

    /** All facts of a type about one notification so far; poll it in an Awaitility loop. */
    public <F extends Fact> List<F> facts(Class<F> type, UUID subject) {
        return records().stream()
                .filter(record -> subject.toString().equals(record.key()))
                .map(FactTap::open)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** All facts of a type so far, by the key of their records; polls once, however many there are. */
    public <F extends Fact> Map<String, List<F>> factsByKey(Class<F> type) {
        return records().stream()
                .collect(
                        Collectors.groupingBy(
                                ConsumerRecord::key,
                                Collectors.mapping(
                                        FactTap::open,
                                        Collectors.flatMapping(
                                                fact ->
                                                        type.isInstance(fact)
                                                                ? Stream.of(type.cast(fact))
                                                                : Stream.empty(),
                                                Collectors.toList()))));
    }

    private static Fact open(ConsumerRecord<String, byte[]> record) {
        try {
            return Envelope.open(record).fact();
        } catch (UnreadableRecord e) {
            throw new IllegalStateException("heard something unreadable", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
