package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears whose messages wait or slow down. */
@ApplicationScoped
class FlowListener {

    private static final String CHANNEL = "flows";

    private final FactBatches batches;
    private final HearFlows hearing;

    FlowListener(FactBatches batches, HearFlows hearing) {
        this.batches = batches;
        this.hearing = hearing;
    }

    @Incoming(CHANNEL)
    @Blocking
    public void on(ConsumerRecords<String, byte[]> records) {
        batches.handle(
                CHANNEL,
                records,
                facts -> hearing.hear(facts.stream().map(FlowListener::change).toList()));
    }

    private static FlowChanged change(Received received) {
        if (received.fact() instanceof FlowChanged changed) {
            return changed;
        }
        throw new IllegalArgumentException(
                "not a change of a flow: " + received.fact().getClass().getName());
    }
}
