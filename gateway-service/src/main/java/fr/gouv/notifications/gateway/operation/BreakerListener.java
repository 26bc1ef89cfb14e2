package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.contracts.BreakerChanged;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears which providers do not work. */
@ApplicationScoped
class BreakerListener {

    private static final String CHANNEL = "breakers";

    private final FactBatches batches;
    private final Providers providers;

    BreakerListener(FactBatches batches, Providers providers) {
        this.batches = batches;
        this.providers = providers;
    }

    @Incoming(CHANNEL)
    @Blocking
    public void on(ConsumerRecords<String, byte[]> records) {
        batches.handle(
                CHANNEL,
                records,
                facts -> providers.hear(facts.stream().map(BreakerListener::change).toList()));
    }

    private static BreakerChanged change(Received received) {
        if (received.fact() instanceof BreakerChanged changed) {
            return changed;
        }
        throw new IllegalArgumentException(
                "not a change of a breaker: " + received.fact().getClass().getName());
    }
}
