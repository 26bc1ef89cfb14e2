package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Lane;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Ends what nobody else will: leases that have run out and waits that have lasted too long. Several
 * replicas may sweep at once; each row is swept by one.
 */
@ApplicationScoped
class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final Tasks tasks;
    private final Settle settle;
    private final DeliveryConfig config;
    private final DeliveryMetrics metrics;
    private final InstantSource clock;

    Sweeper(
            Tasks tasks,
            Settle settle,
            DeliveryConfig config,
            DeliveryMetrics metrics,
            InstantSource clock) {
        this.tasks = tasks;
        this.settle = settle;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    void sweep() {
        whileFull(this::resolveAmbiguous);
        whileFull(this::endOverdue);
        whileFull(this::forgetStops);
    }

    void count(List<Lane> lanes) {
        metrics.stops(QuarkusTransaction.requiringNew().call(tasks::stops));
        for (var lane : lanes) {
            metrics.due(
                    lane,
                    QuarkusTransaction.requiringNew().call(() -> tasks.due(lane, clock.instant())));
        }
    }

    /** Attempts without a lease: a worker died or hung, and nobody knows whether it sent. */
    private int resolveAmbiguous() {
        return settled(
                () -> {
                    var now = clock.instant();
                    var lost = tasks.takeOver(config.batch(), now, now.plus(config.lease()));
                    if (!lost.isEmpty()) {
                        LOG.warnf("%d attempts were left open and are ambiguous", lost.size());
                    }
                    var unanswered = new Outcome.Unanswered(Outcome.Answer.NONE);
                    return lost.stream()
                            .map(task -> PlanPolicy.after(task, unanswered, now))
                            .toList();
                });
    }

    private int endOverdue() {
        return settled(
                () -> {
                    var now = clock.instant();
                    return tasks.takeEnded(config.batch(), now, now.plus(config.lease())).stream()
                            .map(task -> PlanPolicy.tooLate(task, now))
                            .toList();
                });
    }

    /** Cancellations whose plan never came. */
    private int forgetStops() {
        return QuarkusTransaction.requiringNew()
                .call(() -> tasks.forgetStops(config.batch(), clock.instant()));
    }

    private int settled(Supplier<List<Settlement>> work) {
        var settlements =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    var found = work.get();
                                    return found.isEmpty() ? found : settle.settleHere(found);
                                });
        settlements.forEach(settle::announce);
        return settlements.size();
    }

    private void whileFull(Supplier<Integer> round) {
        while (round.get() == config.batch()) {
            // More may be waiting.
        }
    }
}
