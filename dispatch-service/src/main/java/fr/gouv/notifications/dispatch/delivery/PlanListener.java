package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears the plans of both lanes, each on a channel and in a consumer group of its own. */
@ApplicationScoped
class PlanListener {

    private static final String EXPRESS = "plans-express";
    private static final String BULK = "plans-bulk";

    private final FactBatches batches;
    private final EnlistPlans plans;

    PlanListener(FactBatches batches, EnlistPlans plans) {
        this.batches = batches;
        this.plans = plans;
    }

    @Incoming(EXPRESS)
    @Blocking("dispatch-express")
    void onExpress(ConsumerRecords<String, byte[]> records) {
        on(EXPRESS, Lane.EXPRESS, records);
    }

    @Incoming(BULK)
    @Blocking("dispatch-bulk")
    void onBulk(ConsumerRecords<String, byte[]> records) {
        on(BULK, Lane.BULK, records);
    }

    private void on(String channel, Lane lane, ConsumerRecords<String, byte[]> records) {
        batches.handle(
                channel,
                records,
                facts -> plans.enlist(lane, facts.stream().map(PlanListener::plan).toList()));
    }

    private static NotificationRouted plan(Received received) {
        if (received.fact() instanceof NotificationRouted routed) {
            return routed;
        }
        throw new IllegalArgumentException("not a plan: " + received.fact().getClass().getName());
    }
}
