package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.dispatch.delivery.Settlement.Next;
import fr.gouv.notifications.dispatch.delivery.Settlement.Report;
import fr.gouv.notifications.dispatch.inbound.ReturnPaths;
import fr.gouv.notifications.dispatch.reputation.Reputation;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Outbox;
import fr.gouv.notifications.eventing.Unavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Writes what came of attempts and tells it, in one transaction for many. */
@ApplicationScoped
class Settle {

    private static final Logger LOG = Logger.getLogger(Settle.class);

    private final Tasks tasks;
    private final Outbox outbox;
    private final KeyRing keys;
    private final DeliveryMetrics metrics;
    private final Reputation reputation;
    private final ReturnPaths paths;

    Settle(
            Tasks tasks,
            Outbox outbox,
            KeyRing keys,
            DeliveryMetrics metrics,
            Reputation reputation,
            ReturnPaths paths) {
        this.tasks = tasks;
        this.outbox = outbox;
        this.keys = keys;
        this.metrics = metrics;
        this.reputation = reputation;
        this.paths = paths;
    }

    /** Durable when it returns; what was settled by somebody else meanwhile is left out. */
    void settle(List<Settlement> settlements) {
        var applied = QuarkusTransaction.requiringNew().call(() -> settleHere(settlements));
        applied.forEach(this::announce);
    }

    /** Counts and logs what has become durable. */
    void announce(Settlement settlement) {
        metrics.settled(settlement);
        var task = settlement.task();
        for (var report : settlement.reports()) {
            reputation.settled(task.service(), task.channel(), report.report(), report.reason());
        }
        log(settlement);
    }

    /** As {@link #settle}, in the caller's transaction; returns what is to be announced after it. */
    List<Settlement> settleHere(List<Settlement> settlements) {
        var givenBack = new ArrayList<Settlement>();
        var closed = new ArrayList<Settlement>();
        for (var settlement : settlements) {
            (settlement.next() instanceof Next.GivenBack ? givenBack : closed).add(settlement);
        }
        var stayed = new ArrayList<Settlement>();
        if (!givenBack.isEmpty()) {
            moveUnchanged(givenBack, tasks.giveBack(givenBack), stayed);
        }
        if (!closed.isEmpty()) {
            moveUnchanged(closed, write(closed), stayed);
        }
        if (!stayed.isEmpty()) {
            closed.addAll(stop(stayed));
        }
        outbox.tellAll(closed.stream().flatMap(it -> facts(it).stream()).toList());
        return closed;
    }

    /** Where nothing can come back, nothing is kept for that case. */
    private Set<UUID> write(List<Settlement> settlements) {
        return tasks.settle(settlements, paths.areSet() ? PlanPolicy::keptUntil : _ -> null);
    }

    private static void moveUnchanged(
            List<Settlement> written, Set<UUID> changed, List<Settlement> stayed) {
        written.removeIf(
                settlement ->
                        !changed.contains(settlement.task().notificationId())
                                && stayed.add(settlement));
    }

    /** What was to go on and did not: it was cancelled meanwhile, or its lease was lost. */
    private List<Settlement> stop(List<Settlement> stayed) {
        var cancelled = tasks.cancelledAmong(stayed.stream().map(Settlement::task).toList());
        var stopped = new ArrayList<Settlement>();
        for (var settlement : stayed) {
            var mayHaveLeft = cancelled.get(settlement.task().notificationId());
            if (mayHaveLeft == null) {
                warnOfLostLease(settlement);
            } else {
                stopped.add(PlanPolicy.stopped(settlement, mayHaveLeft));
            }
        }
        if (!stopped.isEmpty()) {
            write(stopped);
        }
        return stopped;
    }

    private static void warnOfLostLease(Settlement settlement) {
        LOG.warnf(
                "lease of %s was lost: attempt %d, result %s not written",
                settlement.task().notificationId(),
                settlement.task().attempt(),
                settlement.result());
    }

    private List<DeliveryReported> facts(Settlement settlement) {
        return settlement.reports().stream().map(report -> fact(settlement, report)).toList();
    }

    private DeliveryReported fact(Settlement settlement, Report report) {
        var task = settlement.task();
        return new DeliveryReported(
                task.notificationId(),
                settlement.at(),
                task.service(),
                task.channel(),
                task.position(),
                task.attempt(),
                report.report(),
                report.reason(),
                report.answer().code(),
                report.reference(),
                sealed(task, report.answer().words()),
                report.nextAttemptAt(),
                saysOfTheAddress(report) ? task.step().addressDigest() : null);
    }

    /** A mailbox that stays full until the end is never refused, only given up. */
    private static boolean saysOfTheAddress(Report report) {
        return switch (report.report()) {
            case BOUNCED, REFUSED, COMPLAINED -> true;
            case STEP_EXHAUSTED, FINISHED -> report.reason() == Reason.MAILBOX_FULL;
            case HANDED_OVER, DEFERRED, DELIVERED, UNKNOWN, REPLIED -> false;
        };
    }

    /** The words are a comfort, not the message: without a key they are dropped. */
    private @Nullable Sealed sealed(Task task, @Nullable String words) {
        if (words == null) {
            return null;
        }
        try {
            return keys.seal(
                    task.service(),
                    task.words().day(),
                    task.notificationId(),
                    "provider-words",
                    (Object) words);
        } catch (DataKeys.Erased | Unavailable without) {
            return null;
        }
    }

    private static void log(Settlement settlement) {
        var report = settlement.reports().getFirst();
        var level = levelOf(report.report());
        if (!LOG.isEnabled(level)) {
            return;
        }
        var task = settlement.task();
        MDC.put("notification", task.notificationId());
        MDC.put("service", task.service());
        MDC.put("channel", DeliveryMetrics.label(task.channel()));
        MDC.put("attempt", task.attempt());
        if (report.reason() != null) {
            MDC.put("reason", DeliveryMetrics.label(report.reason()));
        }
        try {
            LOG.logf(
                    level,
                    "%s: %s, code %s",
                    task.notificationId(),
                    DeliveryMetrics.label(report.report()),
                    report.answer().code());
        } finally {
            MDC.clear();
        }
    }

    private static Logger.Level levelOf(DeliveryReport report) {
        return switch (report) {
            case HANDED_OVER, DELIVERED -> Logger.Level.DEBUG;
            case UNKNOWN -> Logger.Level.WARN;
            case DEFERRED, BOUNCED, REFUSED, COMPLAINED, REPLIED, STEP_EXHAUSTED, FINISHED ->
                    Logger.Level.INFO;
        };
    }
}
