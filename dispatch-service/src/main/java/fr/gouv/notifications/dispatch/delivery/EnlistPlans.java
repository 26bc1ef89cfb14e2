package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.dispatch.delivery.Tasks.Arrival;
import fr.gouv.notifications.eventing.Unavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/** Makes tasks of routed notifications; those that may leave now and fit are leased on the way. */
@ApplicationScoped
class EnlistPlans {

    private final Tasks tasks;
    private final Dispatcher dispatcher;
    private final Carriers carriers;
    private final Settle settle;
    private final DeliveryConfig config;
    private final InstantSource clock;

    EnlistPlans(
            Tasks tasks,
            Settle settle,
            Dispatcher dispatcher,
            Carriers carriers,
            DeliveryConfig config,
            InstantSource clock) {
        this.tasks = tasks;
        this.settle = settle;
        this.dispatcher = dispatcher;
        this.carriers = carriers;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Durable when it returns; a notification that was enlisted before changes nothing, nor does one
     * that stands twice in the batch, as after a broker that came back.
     */
    void enlist(Lane lane, List<NotificationRouted> heard) {
        var batch = onceEach(heard);
        var worker = dispatcher.of(lane);
        var now = clock.instant();
        var ready = (int) batch.stream().filter(routed -> mayLeave(routed, now)).count();
        var reserved = ready == 0 ? 0 : reserve(worker, ready);
        var leased = List.<Task>of();
        try {
            leased = enlist(lane, batch, reserved > 0);
            worker.take(leased);
        } finally {
            worker.free(reserved - leased.size());
        }
        if (reserved < batch.size()) {
            worker.wake();
        }
    }

    private static List<NotificationRouted> onceEach(List<NotificationRouted> heard) {
        var first = LinkedHashMap.<UUID, NotificationRouted>newLinkedHashMap(heard.size());
        heard.forEach(routed -> first.putIfAbsent(routed.notificationId(), routed));
        return List.copyOf(first.values());
    }

    private List<Task> enlist(Lane lane, List<NotificationRouted> batch, boolean withLease) {
        var now = clock.instant();
        var arrivals =
                batch.stream()
                        .map(routed -> new Arrival(routed, withLease && mayLeave(routed, now)))
                        .toList();
        var ended = new ArrayList<Settlement>();
        var leased =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    var until = now.plus(config.lease());
                                    var enlisted = tasks.enlist(arrivals, lane, now, until);
                                    ended.addAll(endUnwanted(enlisted.unwanted(), now));
                                    return enlisted.leased();
                                });
        ended.forEach(settle::announce);
        return leased;
    }

    /** Those that the service had cancelled before their plan came. */
    private List<Settlement> endUnwanted(List<Task> unwanted, Instant now) {
        return unwanted.isEmpty()
                ? List.of()
                : settle.settleHere(
                        unwanted.stream().map(task -> PlanPolicy.cancelled(task, now)).toList());
    }

    private boolean mayLeave(NotificationRouted routed, Instant now) {
        var step = routed.plan().getFirst();
        return !step.notBefore().isAfter(now)
                && step.deadline().isAfter(now)
                && routed.expiresAt().isAfter(now)
                && !carriers.isHeld(routed.lane(), step.channel(), routed.service());
    }

    private static int reserve(LaneWorker worker, int wanted) {
        try {
            return worker.reserve(wanted);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for room", interruption);
        }
    }
}
