package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears every fact about a notification, whoever tells it, and has it remembered. */
@ApplicationScoped
class FactListener {

    private static final String CHANNEL = "facts-told";

    private final FactBatches batches;
    private final RecordFacts facts;
    private final StatusRecord statuses;
    private final Hearing hearing;

    FactListener(FactBatches batches, RecordFacts facts, StatusRecord statuses, Hearing hearing) {
        this.batches = batches;
        this.facts = facts;
        this.statuses = statuses;
        this.hearing = hearing;
    }

    /** Returns, and so lets the offsets be committed, when the batch is in the database. */
    @Incoming(CHANNEL)
    @Blocking
    public void on(ConsumerRecords<String, byte[]> records) {
        hearing.heard(records);
        batches.handleWithoutWords(CHANNEL, records, batch -> statuses.note(facts.record(batch)));
    }
}
