package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.eventing.Outbox;
import fr.gouv.notifications.eventing.Sweep;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Ends what nobody else will: leases that have run out and waits that have lasted too long. Several
 * replicas may sweep at once; each row is swept by one.
 */
@ApplicationScoped
class Sweeper implements Sweep {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final Tasks tasks;
    private final Settle settle;
    private final Outbox outbox;
    private final DeliveryConfig config;
    private final DeliveryMetrics metrics;
    private final InstantSource clock;

    Sweeper(
            Tasks tasks,
            Settle settle,
            Outbox outbox,
            DeliveryConfig config,
            DeliveryMetrics metrics,
            InstantSource clock) {
        this.tasks = tasks;
        this.settle = settle;
        this.outbox = outbox;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void sweep() {
        whileFull(this::resolveAmbiguous);
        whileFull(this::endOverdue);
        whileFull(this::endSilent);
        whileFull(this::forgetStops);
        whileFull(this::forgetKept);
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

    /** A provider took them, and no proof came in the time in which one would: nobody can say more. */
    private int endSilent() {
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            var now = clock.instant();
                            var silent = tasks.endSilent(config.batch(), now);
                            outbox.tellAll(silent.stream().map(it -> unknown(it, now)).toList());
                            if (!silent.isEmpty()) {
                                LOG.infof(
                                        "%d messages were taken by their provider and never"
                                                + " confirmed",
                                        silent.size());
                            }
                            return silent.size();
                        });
    }

    private static DeliveryReported unknown(Tasks.Silent silent, Instant now) {
        return new DeliveryReported(
                silent.notificationId(),
                now,
                silent.service(),
                silent.channel(),
                silent.step(),
                silent.attempt(),
                DeliveryReport.UNKNOWN,
                Reason.NO_NEWS,
                null,
                null,
                null,
                null,
                null);
    }

    /** Cancellations whose plan never came. */
    private int forgetStops() {
        return QuarkusTransaction.requiringNew()
                .call(() -> tasks.forgetStops(config.batch(), clock.instant()));
    }

    /** What would have been tried next, had a message come back in time. */
    private int forgetKept() {
        return QuarkusTransaction.requiringNew()
                .call(() -> tasks.forgetKept(config.batch(), clock.instant()));
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
