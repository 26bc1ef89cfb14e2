package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what is asked for, on each lane by itself, and has it routed. */
@ApplicationScoped
class RequestListener {

    private static final String EXPRESS = "requested-express";
    private static final String BULK = "requested-bulk";

    private final FactBatches batches;
    private final RouteRequests requests;

    RequestListener(FactBatches batches, RouteRequests requests) {
        this.batches = batches;
        this.requests = requests;
    }

    /** Returns, and so lets the offsets be committed, when the broker has every answer. */
    @Incoming(EXPRESS)
    @Blocking("preferences-express")
    public void onExpress(ConsumerRecords<String, byte[]> records) {
        batches.handle(EXPRESS, records, requests::route);
    }

    /** Returns, and so lets the offsets be committed, when the broker has every answer. */
    @Incoming(BULK)
    @Blocking("preferences-bulk")
    public void onBulk(ConsumerRecords<String, byte[]> records) {
        batches.handle(BULK, records, requests::route);
    }
}
