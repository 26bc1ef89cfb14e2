package fr.gouv.notifications.dispatch.delivery;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome.Answer;
import fr.gouv.notifications.dispatch.delivery.Settlement.Next;
import fr.gouv.notifications.dispatch.inbound.Attempts;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.eventing.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hears what became of messages after a provider took them. One that comes back starts the next step of its plan, once:
 * the attempt and the task change together, and whoever comes second finds that they have.
 */
@ApplicationScoped
class TakeBack implements Attempts {

    /** What was delivered can still come back, and what came back is not delivered any more. */
    private static final List<String> TAKEN = List.of("handed-over", "delivered");

    private static final List<String> WAITING = List.of("handed-over");

    private final Tasks tasks;
    private final Outbox outbox;
    private final InstantSource clock;

    TakeBack(Tasks tasks, Outbox outbox, InstantSource clock) {
        this.tasks = tasks;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    @Transactional(MANDATORY)
    public Optional<String> cameBack(Attempt attempt, Reason reason, @Nullable String code) {
        return tasks.hear(attempt, TAKEN, "bounced", code)
                .map(
                        news -> {
                            var now = clock.instant();
                            outbox.tellAll(
                                    news.kept().isPresent()
                                            ? goesOn(
                                                    news,
                                                    news.kept().get(),
                                                    attempt,
                                                    now,
                                                    reason,
                                                    code)
                                            : ends(news, attempt, now, reason, code));
                            return news.service();
                        });
    }

    @Override
    @Transactional(MANDATORY)
    public Optional<String> arrived(Attempt attempt, @Nullable String code) {
        return tasks.hear(attempt, WAITING, "delivered", code)
                .map(
                        news -> {
                            tasks.end(news.notificationId(), "delivered");
                            outbox.tellAll(
                                    List.of(
                                            fact(
                                                    news,
                                                    attempt,
                                                    clock.instant(),
                                                    DeliveryReport.DELIVERED,
                                                    null,
                                                    code)));
                            return news.service();
                        });
    }

    @Override
    @Transactional(MANDATORY)
    public boolean isOpen(Attempt attempt) {
        return tasks.isOpen(attempt);
    }

    private List<DeliveryReported> goesOn(
            Tasks.News news,
            Task task,
            Attempt attempt,
            Instant now,
            Reason reason,
            @Nullable String code) {
        var settlement = PlanPolicy.cameBack(task, now, reason, new Answer(code, null));
        if (settlement.next() instanceof Next.NextStep(var dueAt)) {
            tasks.goOn(task, dueAt);
        } else {
            tasks.end(news.notificationId(), "bounced");
        }
        return settlement.reports().stream()
                .map(it -> fact(news, attempt, now, it.report(), reason, code))
                .toList();
    }

    private List<DeliveryReported> ends(
            Tasks.News news, Attempt attempt, Instant now, Reason reason, @Nullable String code) {
        tasks.end(news.notificationId(), "bounced");
        return List.of(
                fact(news, attempt, now, DeliveryReport.BOUNCED, reason, code),
                fact(news, attempt, now, DeliveryReport.FINISHED, reason, code));
    }

    private static DeliveryReported fact(
            Tasks.News news,
            Attempt attempt,
            Instant now,
            DeliveryReport report,
            @Nullable Reason reason,
            @Nullable String code) {
        return new DeliveryReported(
                news.notificationId(),
                now,
                news.service(),
                news.channel(),
                attempt.step(),
                attempt.attempt(),
                report,
                reason,
                code,
                null,
                null,
                null,
                report == DeliveryReport.BOUNCED ? news.addressDigest() : null);
    }
}
