package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.eventing.Envelope.Received;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Learns from what became of messages which addresses get nothing more. */
@ApplicationScoped
class LearnAddresses {

    private static final Logger LOG = Logger.getLogger(LearnAddresses.class);

    private final Suppressions suppressions;
    private final SuppressionConfig config;
    private final MeterRegistry metrics;
    private final InstantSource clock;

    LearnAddresses(
            Suppressions suppressions,
            SuppressionConfig config,
            MeterRegistry metrics,
            InstantSource clock) {
        this.suppressions = suppressions;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Durable when it returns; a report that is heard again changes nothing. */
    void learn(List<Received> batch) {
        var hits =
                batch.stream()
                        .map(Received::fact)
                        .filter(DeliveryReported.class::isInstance)
                        .map(DeliveryReported.class::cast)
                        .flatMap(report -> Hit.in(report).stream())
                        .toList();
        if (hits.isEmpty()) {
            return;
        }
        QuarkusTransaction.requiringNew().call(() -> judge(hits)).forEach(this::announce);
    }

    /** Judges anew the addresses that were hit, by all that is known of them; returns what is new. */
    private List<Verdict> judge(List<Hit> hits) {
        // Two replicas that hear of one address wait for each other, else neither would count all.
        suppressions.waitForTurn();
        suppressions.remember(hits);
        var digests = hits.stream().map(Hit::digest).collect(Collectors.toSet());
        var verdicts =
                suppressions.hitsOf(digests).stream()
                        .collect(Collectors.groupingBy(Hit::digest))
                        .values()
                        .stream()
                        .flatMap(all -> SuppressionPolicy.verdicts(all, config).stream())
                        .toList();
        return verdicts.isEmpty() ? verdicts : suppressions.put(verdicts, clock.instant());
    }

    private void announce(Verdict verdict) {
        var rule = verdict.rule().word();
        metrics.counter("notifications.suppressions", "rule", rule).increment();
        MDC.put("notification", verdict.evidence().notificationId());
        MDC.put("service", verdict.evidence().service());
        MDC.put("reason", rule);
        LOG.info("its address is suppressed");
        MDC.clear();
    }
}
