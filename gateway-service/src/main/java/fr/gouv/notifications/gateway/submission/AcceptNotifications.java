package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.quota.MessageQuota;
import fr.gouv.notifications.gateway.schedule.Schedule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Accepts what is prepared, for every door alike: as far as the limits of the service go, a
 * notification counts as accepted once the broker has it, or, when it leaves later, once the schedule
 * has it, and not before. What is not accepted uses nothing of a limit.
 */
@ApplicationScoped
public class AcceptNotifications {

    private static final Logger LOG = Logger.getLogger(AcceptNotifications.class);

    private final Broker broker;
    private final Schedule schedule;
    private final MessageQuota quota;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    AcceptNotifications(Broker broker, Schedule schedule, MessageQuota quota) {
        this.broker = broker;
        this.schedule = schedule;
        this.quota = quota;
    }

    /**
     * Accepts one; fails with {@link Refused} when it cannot be. Never blocks. Only what leaves later
     * costs a commit.
     */
    public Uni<Prepared> accept(Prepared notification) {
        return acceptAll(List.of(notification))
                .map(
                        answers ->
                                switch (answers.getFirst()) {
                                    case Acceptance.Accepted(var accepted) -> accepted;
                                    case Acceptance.NotAccepted(var refusal) -> throw refusal;
                                });
    }

    /**
     * Accepts many with one wait for the broker, and answers for each in their order. Those that are
     * over a limit of the service are not accepted. Fails with {@link Refused} when the broker did not
     * acknowledge all others: none counts as accepted then, and all can be sent again with their ids.
     * Never blocks. Those that leave later are kept or not accepted together.
     */
    public Uni<List<Acceptance>> acceptAll(List<Prepared> notifications) {
        return quota.count(notifications.stream().map(Prepared::fact).toList())
                .chain(counted -> acceptAll(notifications, counted));
    }

    private Uni<List<Acceptance>> acceptAll(
            List<Prepared> notifications, MessageQuota.Counted counted) {
        var refusals = counted.refusals();
        var within =
                notifications.stream()
                        .filter(each -> !refusals.containsKey(each.fact().notificationId()))
                        .toList();
        var leaving = facts(within.stream().filter(each -> !each.waits()));
        var waiting = facts(within.stream().filter(Prepared::waits));
        return told(leaving)
                .chain(() -> isKept(waiting))
                .onFailure()
                .invoke(() -> quota.giveBack(facts(within.stream()), counted.at()))
                .map(
                        isKept -> {
                            if (!isKept) {
                                quota.giveBack(waiting, counted.at());
                            }
                            return notifications.stream()
                                    .map(each -> answer(each, refusals, isKept))
                                    .toList();
                        });
    }

    private static List<NotificationRequested> facts(Stream<Prepared> notifications) {
        return notifications.map(Prepared::fact).toList();
    }

    private Uni<Void> told(List<NotificationRequested> leaving) {
        return switch (leaving.size()) {
            case 0 -> Uni.createFrom().voidItem();
            case 1 -> broker.tell(leaving.getFirst());
            default -> broker.tellAll(leaving);
        };
    }

    private Uni<Boolean> isKept(List<NotificationRequested> waiting) {
        return waiting.isEmpty()
                ? Uni.createFrom().item(true)
                : keep(waiting).map(_ -> true).onFailure().recoverWithItem(false);
    }

    private Uni<Void> keep(List<NotificationRequested> waiting) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> schedule.keep(waiting))
                .runSubscriptionOn(patient)
                .onFailure()
                .transform(AcceptNotifications::notKept);
    }

    private static Refused notKept(Throwable failure) {
        LOG.warnf("nothing was scheduled: %s", failure.getClass().getSimpleName());
        return StorageAway.refused();
    }

    private static Acceptance answer(
            Prepared notification, Map<UUID, Refused> refusals, boolean isKept) {
        var refusal = refusals.get(notification.fact().notificationId());
        if (refusal != null) {
            return new Acceptance.NotAccepted(refusal);
        }
        return notification.waits() && !isKept
                ? new Acceptance.NotAccepted(StorageAway.refused())
                : new Acceptance.Accepted(notification);
    }
}
