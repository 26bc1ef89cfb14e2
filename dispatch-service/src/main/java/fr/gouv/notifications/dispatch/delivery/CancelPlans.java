package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.dispatch.delivery.Tasks.Met;
import fr.gouv.notifications.eventing.Unavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/**
 * Stops what services no longer want. A task that waits ends at once; one that a worker holds ends
 * when its attempt has failed; one that is unknown will end when its plan comes; one that is over
 * stays as it is.
 */
@ApplicationScoped
class CancelPlans {

    private static final Duration UNTIL_FREE = Duration.ofMillis(20);

    private final Tasks tasks;
    private final Settle settle;
    private final Dispatcher dispatcher;
    private final DeliveryConfig config;
    private final InstantSource clock;

    CancelPlans(
            Tasks tasks,
            Settle settle,
            Dispatcher dispatcher,
            DeliveryConfig config,
            InstantSource clock) {
        this.tasks = tasks;
        this.settle = settle;
        this.dispatcher = dispatcher;
        this.config = config;
        this.clock = clock;
    }

    /** Durable when it returns; a cancellation that is heard again changes nothing. */
    void cancel(List<NotificationCancelled> batch) {
        var open = new ArrayList<>(onceEach(batch));
        while (!open.isEmpty()) {
            var met = round(open);
            for (var lane : Lane.values()) {
                dispatcher.of(lane).avoid(met.underWay());
            }
            open.removeIf(it -> met.reached().contains(it.notificationId()));
            if (!open.isEmpty()) {
                // Somebody changes these rows right now: that never takes long.
                pause();
            }
        }
    }

    private Met round(List<NotificationCancelled> open) {
        var ended = new ArrayList<Settlement>();
        var met =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    var now = clock.instant();
                                    tasks.leaveStops(open, now.plus(config.stopsKept()));
                                    var found = tasks.stop(open, now.plus(config.lease()));
                                    if (!found.stopped().isEmpty()) {
                                        ended.addAll(
                                                settle.settleHere(
                                                        found.stopped().stream()
                                                                .map(it -> end(it, now))
                                                                .toList()));
                                    }
                                    return found;
                                });
        ended.forEach(settle::announce);
        return met;
    }

    private static Settlement end(Tasks.Stopped stopped, Instant now) {
        return stopped.mayHaveLeft()
                ? PlanPolicy.cancelledTooLate(stopped.task(), now)
                : PlanPolicy.cancelled(stopped.task(), now);
    }

    /** In the order of the keys, as plans are enlisted: who waits for another never blocks it. */
    private static List<NotificationCancelled> onceEach(List<NotificationCancelled> batch) {
        var byId = new LinkedHashMap<UUID, NotificationCancelled>();
        batch.forEach(it -> byId.putIfAbsent(it.notificationId(), it));
        return byId.values().stream()
                .sorted(Comparator.comparing(NotificationCancelled::notificationId))
                .toList();
    }

    private static void pause() {
        try {
            Thread.sleep(UNTIL_FREE);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for a task", interruption);
        }
    }
}
