package fr.gouv.notifications.gateway.dmarc;

import fr.gouv.notifications.contracts.DomainReported;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.FactBatches;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what mailbox providers report of our domains. */
@ApplicationScoped
class DomainReportListener {

    private static final String CHANNEL = "domain-reports";

    private final FactBatches batches;
    private final HearDomains hearing;

    DomainReportListener(FactBatches batches, HearDomains hearing) {
        this.batches = batches;
        this.hearing = hearing;
    }

    @Incoming(CHANNEL)
    @Blocking
    public void on(ConsumerRecords<String, byte[]> records) {
        batches.handle(
                CHANNEL,
                records,
                facts -> hearing.hear(facts.stream().map(DomainReportListener::report).toList()));
    }

    private static DomainReported report(Received received) {
        if (received.fact() instanceof DomainReported report) {
            return report;
        }
        throw new IllegalArgumentException(
                "not a report of a domain: " + received.fact().getClass().getName());
    }
}
