package fr.gouv.notifications.gateway.cancellation;

import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.schedule.Schedule;
import fr.gouv.notifications.gateway.status.Standings;
import fr.gouv.notifications.gateway.status.Standings.Standing;
import fr.gouv.notifications.gateway.submission.NotificationIds;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Stops notifications: at once those that wait in the schedule; of the others it tells the wish, and
 * whoever stops them says so.
 */
@ApplicationScoped
public class CancelNotifications {

    private static final int AT_ONCE = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private final Schedule schedule;
    private final Standings standings;
    private final NotificationIds ids;
    private final FactPublisher publisher;
    private final CancellationConfig config;
    private final InstantSource clock;
    private final Semaphore waiting;

    CancelNotifications(
            Schedule schedule,
            Standings standings,
            NotificationIds ids,
            FactPublisher publisher,
            CancellationConfig config,
            InstantSource clock) {
        this.schedule = schedule;
        this.standings = standings;
        this.ids = ids;
        this.publisher = publisher;
        this.config = config;
        this.clock = clock;
        waiting = new Semaphore(config.mostWaiting());
    }

    /**
     * Stops one notification, and waits for a moment to say what became of the wish. Blocks.
     *
     * @return empty when this service has no such notification
     * @throws Refused when the wish could not be told: it can be sent again
     */
    public Optional<Cancellation> cancel(String service, UUID id) {
        if (!stopScheduled(service, List.of(id)).isEmpty()) {
            return Optional.of(new Cancellation.Stopped());
        }
        var isMinted = ids.mintedAt(id, service).isPresent();
        var standing = isMinted ? standingIfTold(service, id) : standings.find(service, id);
        if (standing.isEmpty() && !isMinted) {
            return Optional.empty();
        }
        var known = standing.filter(Standing::settled).flatMap(CancellationPolicy::verdict);
        if (known.isPresent()) {
            return known;
        }
        tell(service, List.of(id));
        return Optional.of(verdict(service, id, standing));
    }

    /**
     * Stops many notifications of one service without waiting for verdicts; ids that the service
     * never had are harmless. Blocks. Can be repeated.
     *
     * @return those that were stopped for sure; the wish to stop the others is told
     * @throws Refused when not all wishes could be told: all can be sent again
     */
    public Set<UUID> cancelAll(String service, Collection<UUID> wanted) {
        Set<UUID> stopped = new HashSet<>();
        List<UUID> all = new ArrayList<>(wanted);
        for (var from = 0; from < all.size(); from += AT_ONCE) {
            var some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
            var here = stopScheduled(service, some);
            tell(service, some.stream().filter(id -> !here.contains(id)).toList());
            stopped.addAll(here);
        }
        return stopped;
    }

    private Set<UUID> stopScheduled(String service, List<UUID> some) {
        return stored(() -> schedule.stop(service, some));
    }

    private static <T> T stored(Supplier<T> work) {
        try {
            return work.get();
        } catch (Refused e) {
            throw e;
        } catch (RuntimeException _) {
            throw StorageAway.refused();
        }
    }

    private void tell(String service, List<UUID> some) {
        var now = clock.instant();
        try {
            publisher.publishAllAndWait(
                    some.stream().map(id -> new NotificationCancelled(id, now, service)).toList(),
                    config.brokerPatience());
        } catch (FactPublisher.BrokerUnavailable _) {
            throw Problem.unavailable(
                    "broker-unavailable",
                    "the cancellation was not told to everybody: send it again",
                    config.brokerPatience());
        }
    }

    private Cancellation verdict(String service, UUID id, Optional<Standing> before) {
        var standing = before;
        if (waiting.tryAcquire()) {
            try {
                var pause = FIRST_PAUSE;
                var left = config.patience();
                while (!left.isNegative() && !Thread.currentThread().isInterrupted()) {
                    sleep(pause);
                    left = left.minus(pause);
                    pause = pause.multipliedBy(2);
                    standing = standingIfTold(service, id).or(() -> before);
                    var verdict = standing.flatMap(CancellationPolicy::verdict);
                    if (verdict.isPresent()) {
                        return verdict.get();
                    }
                }
            } finally {
                waiting.release();
            }
        }
        return new Cancellation.Requested(standing.orElse(null));
    }

    /** The wish matters more than the answer: it is told even when tracking is away. */
    private Optional<Standing> standingIfTold(String service, UUID id) {
        try {
            return standings.find(service, id);
        } catch (Refused _) {
            return Optional.empty();
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
