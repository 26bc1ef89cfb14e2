package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what public services submit, each on its own topic: the topic alone says which service. */
@ApplicationScoped
class IntakeListener {

    private static final String CHANNEL = "intake";

    private final FactBatches batches;
    private final TakeSubmissions submissions;

    IntakeListener(FactBatches batches, TakeSubmissions submissions) {
        this.batches = batches;
        this.submissions = submissions;
    }

    /** Returns, and so lets the offsets be committed, when every record has its answer. */
    @Incoming(CHANNEL)
    @Blocking
    public void on(ConsumerRecords<String, byte[]> records) {
        batches.handleForeign(
                CHANNEL,
                records,
                this::take,
                (record, reason) -> submissions.giveUp(serviceOf(record), record, reason));
    }

    private void take(List<ConsumerRecord<String, byte[]>> records) {
        var ofServices = new LinkedHashMap<String, List<ConsumerRecord<String, byte[]>>>();
        records.forEach(
                record ->
                        ofServices
                                .computeIfAbsent(serviceOf(record), _ -> new ArrayList<>())
                                .add(record));
        ofServices.forEach(submissions::take);
    }

    private static String serviceOf(ConsumerRecord<String, byte[]> record) {
        return Letter.serviceOf(record.topic());
    }
}
