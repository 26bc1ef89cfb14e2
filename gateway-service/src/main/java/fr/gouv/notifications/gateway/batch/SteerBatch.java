package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.quota.LimitsChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Moves a batch from one state to the next, one transaction for each move. */
@ApplicationScoped
class SteerBatch {

    private final Batches batches;
    private final Rows rows;
    private final AuditTrail audit;
    private final BatchConfig config;
    private final InstantSource clock;

    SteerBatch(
            Batches batches, Rows rows, AuditTrail audit, BatchConfig config, InstantSource clock) {
        this.batches = batches;
        this.rows = rows;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    /** Who wants what done with which batch. */
    record Wish(String service, UUID batch, String actor) {}

    /** Begins the batch; false when an earlier attempt has begun it already. */
    @Transactional
    boolean begin(Batch batch, String actor) {
        var isNew = batches.add(batch);
        if (isNew) {
            audit.note(actor, "batch-sent", batch.service() + "/" + batch.id());
        }
        return isNew;
    }

    /** Every row was looked at: the batch can be started, or starts by itself. */
    @Transactional
    void checked(UUID id, int epoch) {
        var now = clock.instant();
        var batch = batches.locked(id).orElse(null);
        if (batch == null || !isStillChecked(batch, epoch)) {
            return;
        }
        if (batch.valid() == 0) {
            end(batch, Batch.State.FAILED, "no-valid-row");
            return;
        }
        var ready = batch.ready(now, now.plus(config.unstartedFor()));
        var mayStart =
                BatchPolicy.start(ready, batch.skipsErrors()) instanceof BatchPolicy.Decision.Go;
        batches.save(
                batch.startsByItself() && mayStart
                        ? ready.started(batch.skipsErrors(), now)
                        : ready);
    }

    /** The check cannot go on: nothing of the batch is kept but what is wrong with it. */
    @Transactional
    void giveUp(UUID id, int epoch) {
        batches.locked(id)
                .filter(batch -> isStillChecked(batch, epoch))
                .ifPresent(batch -> end(batch, Batch.State.FAILED, "interrupted"));
    }

    @Transactional
    void start(Wish wish, boolean skipErrors) {
        move(
                wish,
                "batch-started",
                batch -> BatchPolicy.start(batch, skipErrors || batch.skipsErrors()),
                batch -> batch.started(skipErrors || batch.skipsErrors(), clock.instant()));
    }

    @Transactional
    void pause(Wish wish) {
        move(
                wish,
                "batch-paused",
                BatchPolicy::pause,
                batch -> batch.paused(clock.instant().plus(config.pausedFor())));
    }

    @Transactional
    void resume(Wish wish) {
        move(wish, "batch-resumed", BatchPolicy::resume, batch -> batch.resumed(clock.instant()));
    }

    /** Stops every row that is not on its way; those that are will be called back. */
    @Transactional
    void cancel(Wish wish) {
        move(wish, "batch-cancelled", BatchPolicy::cancel, batch -> stopped(batch, null));
    }

    /** A limit for which batches of this service wait may be another one now. */
    @Transactional
    void tryAgain(@Observes LimitsChanged change) {
        batches.wake(change.service(), LimitsChanged.AWAITED, change.noticedFrom());
    }

    /** Ends a state that has lasted too long, whatever it is; called by the sweeper. */
    void sweep(Batch batch) {
        switch (batch.state()) {
            case CHECKING -> end(batch, Batch.State.FAILED, "interrupted");
            case READY -> {
                rows.endWaiting(batch.id(), "expired");
                end(batch, Batch.State.FAILED, "not-started");
            }
            case PAUSED -> batches.save(stopped(batch, "paused-too-long"));
            case CANCELLED, DONE, FAILED -> batches.delete(batch.id());
            case RUNNING, CANCELLING -> {
                // Whoever serves it ends it.
            }
        }
    }

    /** Everything that was on its way has been called back; called by the sweeper. */
    void calledBack(Batch batch) {
        end(batch, Batch.State.CANCELLED, batch.reason());
    }

    private Batch stopped(Batch batch, @Nullable String why) {
        var now = clock.instant();
        if (batch.state() == Batch.State.CHECKING) {
            rows.deleteAll(batch.id());
        }
        rows.endWaiting(batch.id(), "cancelled");
        var counts = rows.counts(batch.id());
        return counts.remaining() + counts.accepted() > 0
                ? batch.cancelling(why, now)
                : batch.ended(Batch.State.CANCELLED, why, counts, now, now.plus(config.keptFor()));
    }

    private void end(Batch batch, Batch.State state, @Nullable String why) {
        var now = clock.instant();
        if (batch.state() == Batch.State.CHECKING) {
            rows.deleteAll(batch.id());
        }
        batches.save(
                batch.ended(state, why, rows.counts(batch.id()), now, now.plus(config.keptFor())));
    }

    private void move(
            Wish wish,
            String action,
            Function<Batch, BatchPolicy.Decision> policy,
            Function<Batch, Batch> change) {
        var batch =
                batches.locked(wish.batch())
                        .filter(found -> found.service().equals(wish.service()))
                        .orElseThrow(() -> unknown(wish.batch()).refused());
        switch (policy.apply(batch)) {
            case BatchPolicy.Decision.Go _ -> {
                batches.save(change.apply(batch));
                audit.note(wish.actor(), action, batch.service() + "/" + batch.id());
            }
            case BatchPolicy.Decision.Already _ -> {
                // To ask twice is no fault.
            }
            case BatchPolicy.Decision.No(var problem) -> throw problem.refused();
        }
    }

    private static boolean isStillChecked(Batch batch, int epoch) {
        return batch.state() == Batch.State.CHECKING && batch.epoch() == epoch;
    }

    /** The answer to an id that is of no batch of this service. */
    static Problem unknown(UUID id) {
        return Problem.notFound(
                "there is no batch " + id + " of this service: see GET /v1/batches");
    }
}
