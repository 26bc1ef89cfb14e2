package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what became of messages, and has what it says about addresses remembered. */
@ApplicationScoped
class DeliveryListener {

    private static final String CHANNEL = "delivery-reported";

    private final FactBatches batches;
    private final LearnAddresses addresses;

    DeliveryListener(FactBatches batches, LearnAddresses addresses) {
        this.batches = batches;
        this.addresses = addresses;
    }

    /** Returns, and so lets the offsets be committed, when the batch is in the database. */
    @Incoming(CHANNEL)
    @Blocking("preferences-delivery")
    public void on(ConsumerRecords<String, byte[]> records) {
        batches.handleWithoutWords(CHANNEL, records, addresses::learn);
    }
}
