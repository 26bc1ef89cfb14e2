package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.gateway.cancellation.CancelNotifications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Ends what nobody else will: checks whose process died, batches that nobody starts or resumes,
 * outcomes that were kept long enough; and calls back what cancelled batches had on its way. Several
 * replicas may sweep at once.
 */
@ApplicationScoped
class SweepBatches implements Sweep {

    /** While a worker is publishing rows nobody knows which of them are to be called back. */
    private static final Duration WORKERS = Duration.ofSeconds(1);

    private final Batches batches;
    private final Rows rows;
    private final SteerBatch steer;
    private final CancelNotifications cancellation;
    private final BatchConfig config;
    private final InstantSource clock;

    SweepBatches(
            Batches batches,
            Rows rows,
            SteerBatch steer,
            CancelNotifications cancellation,
            BatchConfig config,
            InstantSource clock) {
        this.batches = batches;
        this.rows = rows;
        this.steer = steer;
        this.cancellation = cancellation;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public void sweep() {
        while (sweepOne()) {
            // Another one may be overdue.
        }
    }

    private boolean sweepOne() {
        var overdue = QuarkusTransaction.requiringNew().call(this::taken);
        overdue.filter(batch -> batch.state() == Batch.State.CANCELLING).ifPresent(this::callBack);
        return overdue.isPresent();
    }

    private Optional<Batch> taken() {
        var now = clock.instant();
        var overdue = batches.overdue(now);
        overdue.ifPresent(
                batch -> {
                    if (batch.state() == Batch.State.CANCELLING) {
                        // Should this process die, another one goes on then.
                        batches.due(batch.id(), now.plus(config.lease()));
                    } else {
                        steer.sweep(batch);
                    }
                });
        return overdue;
    }

    /** Tells of the next rows that they are cancelled; outside any transaction. */
    private void callBack(Batch batch) {
        var id = batch.id();
        var now = clock.instant();
        var isQuiet =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    // These may have been told or not: the wish reaches both.
                                    rows.endLapsed(id, now);
                                    var quiet = !rows.isAnyOpen(id);
                                    if (!quiet) {
                                        batches.due(id, now.plus(WORKERS));
                                    }
                                    return quiet;
                                });
        if (!isQuiet) {
            return;
        }
        var next =
                QuarkusTransaction.requiringNew()
                        .call(() -> rows.after(id, batches.toldLine(id), config.chunk()));
        cancellation.cancelAll(
                batch.service(),
                next.stream()
                        .filter(row -> row.state().equals("accepted"))
                        .map(Rows.Outcome::id)
                        .toList());
        QuarkusTransaction.requiringNew()
                .run(
                        () -> {
                            if (next.isEmpty()) {
                                steer.calledBack(batch);
                            } else {
                                batches.told(id, next.getLast().line(), now);
                            }
                        });
    }
}
