package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Hears what every service buries. */
@ApplicationScoped
class DeadLetterListener {

    private static final Logger LOG = Logger.getLogger(DeadLetterListener.class);
    private static final String CHANNEL = "dead-letters";

    private final FactBatches batches;
    private final DeadLetters letters;

    DeadLetterListener(FactBatches batches, DeadLetters letters) {
        this.batches = batches;
        this.letters = letters;
    }

    /** Returns, and so lets the offsets be committed, when each of them can be seen. */
    @Incoming(CHANNEL)
    @Blocking
    public void on(ConsumerRecords<String, byte[]> records) {
        batches.handleForeign(
                CHANNEL,
                records,
                some -> letters.add(some.stream().map(Burial::of).toList()),
                DeadLetterListener::leave);
    }

    /** Buried once more it would come back for ever; it stays where it is, and a person is told. */
    private static void leave(ConsumerRecord<String, byte[]> record, String reason) {
        LOG.errorf(
                "a dead letter cannot be shown: %s-%d offset %d, reason %s",
                record.topic(), record.partition(), record.offset(), reason);
    }
}
