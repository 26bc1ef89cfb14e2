package fr.gouv.notifications.dispatch.pause;

import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what administrators pause and resume. */
@ApplicationScoped
class OperationListener {

    private static final String CHANNEL = "operations";

    private final FactBatches batches;
    private final Pauses pauses;

    OperationListener(FactBatches batches, Pauses pauses) {
        this.batches = batches;
        this.pauses = pauses;
    }

    @Incoming(CHANNEL)
    @Blocking("dispatch-operations")
    void on(ConsumerRecords<String, byte[]> records) {
        batches.handle(
                CHANNEL,
                records,
                facts -> pauses.hear(facts.stream().map(OperationListener::order).toList()));
    }

    private static OperationOrdered order(Received received) {
        if (received.fact() instanceof OperationOrdered ordered) {
            return ordered;
        }
        throw new IllegalArgumentException("not an order: " + received.fact().getClass().getName());
    }
}
