package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.access.Tenants;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.submission.AcceptNotifications;
import fr.gouv.notifications.gateway.submission.Acceptance;
import fr.gouv.notifications.gateway.submission.Draft;
import fr.gouv.notifications.gateway.submission.Preparation;
import fr.gouv.notifications.gateway.submission.PrepareNotification;
import fr.gouv.notifications.gateway.submission.Prepared;
import fr.gouv.notifications.gateway.template.Templates;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has the rows of running batches accepted: claims some, publishes them, marks them. Whatever ends
 * it in between, the rows are claimed again when the lease is over and published under the ids that
 * they had, so that each becomes one notification.
 */
@ApplicationScoped
class ReleaseRows {

    private static final Logger LOG = Logger.getLogger(ReleaseRows.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** While others hold the last rows there is nothing to do but to look again. */
    private static final Duration OTHERS = Duration.ofSeconds(1);

    /** A pace makes up for a late turn, and not for an hour in which nothing ran. */
    private static final Duration MADE_UP = Duration.ofSeconds(5);

    private static final int SECONDS_AN_HOUR = 3_600;

    private final Batches batches;
    private final Rows rows;
    private final Tenants tenants;
    private final Templates templates;
    private final PrepareNotification prepare;
    private final AcceptNotifications accept;
    private final KeyRing keys;
    private final BatchConfig config;
    private final InstantSource clock;

    ReleaseRows(
            Batches batches,
            Rows rows,
            Tenants tenants,
            Templates templates,
            PrepareNotification prepare,
            AcceptNotifications accept,
            KeyRing keys,
            BatchConfig config,
            InstantSource clock) {
        this.batches = batches;
        this.rows = rows;
        this.tenants = tenants;
        this.templates = templates;
        this.prepare = prepare;
        this.accept = accept;
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    /** Rows that this worker may send until its lease is over. */
    record Claim(Batch batch, List<Rows.Claimed> rows) {}

    /** What became of the rows of a claim. */
    static final class Result {

        private final List<Rows.Claimed> accepted = new ArrayList<>();
        private final List<Rows.Claimed> refused = new ArrayList<>();
        private final List<RowFault> faults = new ArrayList<>();
        private final List<Rows.Claimed> givenBack = new ArrayList<>();
        private @Nullable String reason;
        private Duration pause = Duration.ZERO;

        private void wait(Refused refusal) {
            var type = refusal.problem().type();
            reason = type.substring(type.lastIndexOf(':') + 1);
            var retryAfter = refusal.retryAfter();
            pause = retryAfter == null ? PAUSE : retryAfter;
        }
    }

    /**
     * Serves one batch.
     *
     * @return how many rows were claimed, or empty when no batch waits to be served
     */
    Optional<Integer> releaseSome() {
        var claim = claim();
        claim.filter(it -> !it.rows().isEmpty()).ifPresent(it -> mark(it, publish(it)));
        return claim.map(it -> it.rows().size());
    }

    /** Claims rows of the batch whose turn it is; none when it has none left. */
    Optional<Claim> claim() {
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            var now = clock.instant();
                            return batches.nextToServe(now).map(batch -> claim(batch, now));
                        });
    }

    private Claim claim(Batch batch, Instant now) {
        var expiresAt = batch.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            rows.endWaiting(batch.id(), "expired");
        }
        var wanted = config.chunk();
        var hourly = batch.hourly();
        if (hourly != null) {
            wanted = Math.clamp(hourly / SECONDS_AN_HOUR, 1, config.chunk());
        }
        var claimed = rows.claim(batch.id(), wanted, now, now.plus(config.lease()));
        if (claimed.isEmpty()) {
            rest(batch, now);
        } else {
            batches.served(batch.id(), now, nextAt(batch, claimed.size(), now));
        }
        return new Claim(batch, claimed);
    }

    private void rest(Batch batch, Instant now) {
        if (rows.isAnyOpen(batch.id())) {
            batches.served(batch.id(), now, now.plus(OTHERS));
            return;
        }
        var counts = rows.counts(batch.id());
        batches.save(batch.ended(Batch.State.DONE, null, counts, now, now.plus(config.keptFor())));
        LOG.infof("batch %s of %s is done", batch.id(), batch.service());
    }

    private static Instant nextAt(Batch batch, int claimed, Instant now) {
        var hourly = batch.hourly();
        if (hourly == null) {
            return now;
        }
        var planned = batch.nextAt();
        var earliest = now.minus(MADE_UP);
        var from = planned == null || planned.isBefore(earliest) ? earliest : planned;
        return from.plusMillis(Math.ceilDiv(1_000L * SECONDS_AN_HOUR * claimed, (long) hourly));
    }

    /** Publishes the rows of a claim; outside any transaction. */
    Result publish(Claim claim) {
        var result = new Result();
        var batch = claim.batch();
        try {
            var prepared = prepared(claim, result);
            var ready = new ArrayList<Prepared>();
            prepared.forEach(each -> ready.add(each.notification()));
            var answers = accept.acceptAll(ready).await().atMost(PATIENCE);
            for (var i = 0; i < answers.size(); i++) {
                var row = prepared.get(i).row();
                switch (answers.get(i)) {
                    case Acceptance.Accepted _ -> result.accepted.add(row);
                    case Acceptance.NotAccepted(var refusal) -> {
                        result.givenBack.add(row);
                        result.wait(refusal);
                    }
                }
            }
        } catch (Refused refusal) {
            result.wait(refusal);
            giveBackTheRest(claim, result);
        } catch (RuntimeException e) {
            LOG.warnf("rows of batch %s wait: %s", batch.id(), e.getClass().getSimpleName());
            result.reason = "interrupted";
            result.pause = PAUSE;
            giveBackTheRest(claim, result);
        }
        return result;
    }

    private static void giveBackTheRest(Claim claim, Result result) {
        claim.rows().stream()
                .filter(row -> !result.refused.contains(row) && !result.accepted.contains(row))
                .forEach(result.givenBack::add);
    }

    private record Ready(Rows.Claimed row, Prepared notification) {}

    private List<Ready> prepared(Claim claim, Result result) {
        var batch = claim.batch();
        var tenant = tenants.named(batch.service()).await().atMost(PATIENCE);
        var template =
                templates
                        .version(batch.service(), batch.template(), batch.version())
                        .await()
                        .atMost(PATIENCE);
        var opened = new ArrayList<Rows.Claimed>();
        var drafts = new ArrayList<Draft>();
        for (var row : claim.rows()) {
            draft(batch, row, result)
                    .ifPresent(
                            draft -> {
                                opened.add(row);
                                drafts.add(draft);
                            });
        }
        var answers = prepare.prepareAll(tenant, drafts, template).await().atMost(PATIENCE);
        var ready = new ArrayList<Ready>();
        for (var i = 0; i < answers.size(); i++) {
            var row = opened.get(i);
            switch (answers.get(i)) {
                case Prepared notification -> ready.add(new Ready(row, notification));
                case Preparation.NotPrepared(var refusal) -> {
                    result.refused.add(row);
                    for (var fault : RowPolicy.faults(refusal.problem())) {
                        result.faults.add(refused(row, fault));
                    }
                }
            }
        }
        return ready;
    }

    private Optional<Draft> draft(Batch batch, Rows.Claimed row, Result result) {
        try {
            var content =
                    keys.open(
                            batch.service(),
                            row.id(),
                            RowContent.PURPOSE,
                            row.content(),
                            RowContent.class);
            return Optional.of(
                    Draft.ofFile(
                            content.submission(
                                    batch.template(), Batches.word(batch.lane()), expiry(batch)),
                            row.id(),
                            batch.id()));
        } catch (DataKeys.Erased _) {
            result.refused.add(row);
            result.faults.add(
                    refused(
                            row,
                            new Fault(
                                    "row",
                                    "erased",
                                    "can no longer be read: the key of its day was destroyed",
                                    "send it again if it is still wanted")));
        } catch (UnreadableRecord e) {
            LOG.errorf("a row of batch %s cannot be read: %s", batch.id(), e.getMessage());
            result.refused.add(row);
            result.faults.add(
                    refused(
                            row,
                            new Fault(
                                    "row",
                                    "unreadable",
                                    "was damaged while it waited",
                                    "send it again, and tell the platform's team")));
        }
        return Optional.empty();
    }

    /**
     * A row that was claimed before and is too late by now may have been published or not: it is told
     * with an end so near that it is either known already or expires in front of everybody.
     */
    private @Nullable String expiry(Batch batch) {
        var expiresAt = batch.expiresAt();
        if (expiresAt == null) {
            return null;
        }
        var soon = clock.instant().plus(PAUSE);
        return (expiresAt.isBefore(soon) ? soon : expiresAt).toString();
    }

    private static RowFault refused(Rows.Claimed row, Fault fault) {
        return RowFault.refused(row.line(), new RowPolicy.CellFault("", fault));
    }

    /** Notes what became of the rows that are still held under this claim. */
    void mark(Claim claim, Result result) {
        var batch = claim.batch();
        QuarkusTransaction.requiringNew()
                .run(
                        () -> {
                            rows.end(batch.id(), result.accepted, "accepted");
                            rows.end(batch.id(), result.refused, "refused");
                            rows.addFaults(batch.id(), result.faults);
                            rows.giveBack(batch.id(), result.givenBack);
                            var now = clock.instant();
                            if (result.reason != null || batch.reason() != null) {
                                batches.hold(batch.id(), result.reason, until(batch, result, now));
                            }
                        });
    }

    /** Rows that expire while they wait are ended when they do. */
    private static Instant until(Batch batch, Result result, Instant now) {
        var until = now.plus(result.pause);
        var expiresAt = batch.expiresAt();
        return expiresAt == null || expiresAt.isAfter(until) ? until : expiresAt;
    }
}
