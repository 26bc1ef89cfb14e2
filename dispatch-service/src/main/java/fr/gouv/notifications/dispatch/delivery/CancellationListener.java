package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what services no longer want, in a consumer group of its own. */
@ApplicationScoped
class CancellationListener {

    private static final String CHANNEL = "cancellations";

    private final FactBatches batches;
    private final CancelPlans plans;

    CancellationListener(FactBatches batches, CancelPlans plans) {
        this.batches = batches;
        this.plans = plans;
    }

    @Incoming(CHANNEL)
    @Blocking("dispatch-cancellations")
    void on(ConsumerRecords<String, byte[]> records) {
        batches.handle(
                CHANNEL,
                records,
                facts -> plans.cancel(facts.stream().map(CancellationListener::wish).toList()));
    }

    private static NotificationCancelled wish(Received received) {
        if (received.fact() instanceof NotificationCancelled cancelled) {
            return cancelled;
        }
        throw new IllegalArgumentException(
                "not a cancellation: " + received.fact().getClass().getName());
    }
}
