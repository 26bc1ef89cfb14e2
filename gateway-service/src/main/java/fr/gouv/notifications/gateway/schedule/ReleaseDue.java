package fr.gouv.notifications.gateway.schedule;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.eventing.FactPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Lets notifications leave whose time has come: takes a few, tells them, and marks them when the
 * broker has them. Several replicas do so at once, each with what no other holds.
 *
 * <p>What was taken can no longer be stopped here, whatever happens then: after a crash another
 * replica tells it again, with the same event id.
 */
@ApplicationScoped
class ReleaseDue {

    private static final Logger LOG = Logger.getLogger(ReleaseDue.class);

    private final ScheduledNotifications rows;
    private final FactPublisher publisher;
    private final ScheduleConfig config;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final AtomicLong lateSeconds;

    ReleaseDue(
            ScheduledNotifications rows,
            FactPublisher publisher,
            ScheduleConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.rows = rows;
        this.publisher = publisher;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        lateSeconds = metrics.gauge("notifications.schedule.late.seconds", new AtomicLong());
    }

    /**
     * Releases a batch of the express lane, or of the bulk lane when nothing is due there.
     *
     * @return whether more may be due
     */
    boolean releaseSome() {
        for (var lane : Lane.values()) {
            var now = clock.instant();
            var taken = rows.take(lane, now, config.batch(), now.plus(config.lease()));
            if (!taken.isEmpty()) {
                lateSeconds.set(lateness(taken, now));
                return tell(taken, now);
            }
        }
        lateSeconds.set(0);
        return false;
    }

    /** Whether the broker took all of them. */
    private boolean tell(List<Taken> taken, Instant now) {
        List<NotificationEvent> facts =
                taken.stream().map(each -> ReleasePolicy.released(each, now)).toList();
        var answers = publish(facts);
        List<UUID> told = new ArrayList<>(facts.size());
        List<UUID> left = new ArrayList<>();
        for (var i = 0; i < facts.size(); i++) {
            var isTold = i < answers.size() && isTold(answers.get(i));
            (isTold ? told : left).add(facts.get(i).notificationId());
        }
        rows.markLeft(told, clock.instant());
        metrics.counter("notifications.schedule.released").increment(told.size());
        if (!left.isEmpty()) {
            rows.giveBack(left, clock.instant().plus(config.pause()));
            metrics.counter("notifications.schedule.failed").increment(left.size());
            LOG.warnf("schedule: %d notifications wait for the broker", left.size());
        }
        return left.isEmpty();
    }

    /** Stops at the first that fails at once: the broker is away, and each would wait in vain. */
    private List<CompletableFuture<Void>> publish(List<NotificationEvent> facts) {
        List<CompletableFuture<Void>> answers = new ArrayList<>(facts.size());
        for (var fact : facts) {
            var answer = publisher.publish(fact);
            answers.add(answer);
            if (answer.isCompletedExceptionally()) {
                break;
            }
        }
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf("schedule: %s", e.getClass().getSimpleName());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return answers;
    }

    private static boolean isTold(CompletableFuture<Void> answer) {
        return answer.isDone() && !answer.isCompletedExceptionally();
    }

    private static long lateness(List<Taken> taken, Instant now) {
        return taken.stream()
                .map(each -> Objects.requireNonNull(each.request().notBefore()))
                .mapToLong(notBefore -> Duration.between(notBefore, now).toSeconds())
                .max()
                .orElse(0);
    }
}
