package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.schedule.Schedule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Accepts what is prepared, for every door alike: a notification counts as accepted once the broker
 * has it, or, when it leaves later, once the schedule has it, and not before.
 */
@ApplicationScoped
public class AcceptNotifications {

    private static final Logger LOG = Logger.getLogger(AcceptNotifications.class);

    private final Broker broker;
    private final Schedule schedule;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    AcceptNotifications(Broker broker, Schedule schedule) {
        this.broker = broker;
        this.schedule = schedule;
    }

    /**
     * Accepts one; fails with {@link Refused} when it cannot be. Never blocks. Only what leaves later
     * costs a commit.
     */
    public Uni<Prepared> accept(Prepared notification) {
        var accepting =
                notification.waits()
                        ? keep(List.of(notification.fact()))
                        : broker.tell(notification.fact());
        return accepting.replaceWith(notification);
    }

    /**
     * Accepts many with one wait for the broker, and answers for each in their order. Fails with
     * {@link Refused} when the broker did not acknowledge all of them: none counts as accepted then,
     * and all can be sent again with their ids. Never blocks. Those that leave later are kept or not
     * accepted together.
     */
    public Uni<List<Acceptance>> acceptAll(List<Prepared> notifications) {
        var leaving = notifications.stream().filter(each -> !each.waits()).map(Prepared::fact);
        var waiting = notifications.stream().filter(Prepared::waits).map(Prepared::fact).toList();
        var told = broker.tellAll(leaving.toList());
        if (waiting.isEmpty()) {
            return told.replaceWith(() -> accepted(notifications));
        }
        return told.chain(() -> keep(waiting).map(_ -> true).onFailure().recoverWithItem(false))
                .map(
                        isKept ->
                                notifications.stream()
                                        .map(each -> isKept ? accepted(each) : unlessWaiting(each))
                                        .toList());
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

    private static List<Acceptance> accepted(List<Prepared> notifications) {
        return notifications.stream().map(AcceptNotifications::accepted).toList();
    }

    private static Acceptance accepted(Prepared notification) {
        return new Acceptance.Accepted(notification);
    }

    private static Acceptance unlessWaiting(Prepared notification) {
        return notification.waits()
                ? new Acceptance.NotAccepted(StorageAway.refused())
                : accepted(notification);
    }
}
