package fr.gouv.notifications.eventing;

import static fr.gouv.notifications.eventing.Envelope.header;

import fr.gouv.notifications.contracts.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where records go that cannot be read or processed: unchanged, to the dead-letter topic of the
 * service, with the reason and the place they came from in headers {@code dead-letter-*}.
 */
@ApplicationScoped
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FactPublisher publisher;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    DeadLetters(FactPublisher publisher, InstantSource clock, MeterRegistry metrics) {
        this.publisher = publisher;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Buries the record and waits until the broker has it.
     *
     * @param reason kebab-case, never a word of the content
     */
    void bury(ConsumerRecord<String, byte[]> record, String reason) {
        bury(record, reason, record.key(), record.value(), List.of(record.headers().toArray()));
    }

    /**
     * Buries a record that holds what may not lie in clear: nothing of it is kept but {@code sealed}.
     *
     * @param reason kebab-case, never a word of the content
     * @param sealed what an operator can open; absent when nothing can be kept
     */
    public void burySealed(
            ConsumerRecord<String, byte[]> record, String reason, byte @Nullable [] sealed) {
        bury(record, reason, null, sealed, List.of(header("dead-letter-form", "sealed")));
    }

    private void bury(
            ConsumerRecord<String, byte[]> record,
            String reason,
            @Nullable String key,
            byte @Nullable [] value,
            List<Header> kept) {
        List<Header> headers = new ArrayList<>(kept);
        headers.add(header("dead-letter-reason", reason));
        headers.add(header("dead-letter-topic", record.topic()));
        headers.add(header("dead-letter-partition", Integer.toString(record.partition())));
        headers.add(header("dead-letter-offset", Long.toString(record.offset())));
        headers.add(header("dead-letter-time", clock.instant().toString()));
        publisher.await(
                publisher.send(
                        new ProducerRecord<>(
                                Topics.deadLettersOf(publisher.source()),
                                null,
                                null,
                                key,
                                value,
                                headers)),
                PATIENCE);
        metrics.counter("notifications.dead.letters", "topic", record.topic(), "reason", reason)
                .increment();
        LOG.errorf(
                "dead letter: %s-%d offset %d, reason %s",
                record.topic(), record.partition(), record.offset(), reason);
    }
}
