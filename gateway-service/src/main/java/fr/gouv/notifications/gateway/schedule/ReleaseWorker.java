package fr.gouv.notifications.gateway.schedule;

import fr.gouv.notifications.eventing.Sweep;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks again and again whether something is due, and forgets what is long settled. */
@ApplicationScoped
class ReleaseWorker implements Sweep {

    private static final Logger LOG = Logger.getLogger(ReleaseWorker.class);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);
    private static final int FORGOTTEN_AT_ONCE = 5_000;

    private final ReleaseDue release;
    private final ScheduledNotifications rows;
    private final ScheduleConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Instant cleaned = Instant.EPOCH;
    private volatile @Nullable Thread thread;

    ReleaseWorker(
            ReleaseDue release,
            ScheduledNotifications rows,
            ScheduleConfig config,
            InstantSource clock) {
        this.release = release;
        this.rows = rows;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().name("schedule").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped.countDown();
        var running = thread;
        if (running != null) {
            running.join(config.patience());
        }
    }

    private void run() {
        try {
            while (!stopped.await(config.idle().toMillis(), TimeUnit.MILLISECONDS)) {
                work();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void sweep() {
        while (stopped.getCount() > 0 && release.releaseSome()) {
            // More may be due.
        }
        clean();
    }

    private void work() {
        try {
            sweep();
        } catch (RuntimeException e) {
            // Nothing is lost: the rows stay, and what was taken is taken again after its lease.
            LOG.warnf("schedule: will try again (%s)", e.getClass().getName());
        }
    }

    private void clean() {
        var now = clock.instant();
        if (now.isBefore(cleaned.plus(BETWEEN_CLEANINGS))) {
            return;
        }
        while (stopped.getCount() > 0
                && rows.forget(now.minus(config.keptFor()), FORGOTTEN_AT_ONCE)
                        == FORGOTTEN_AT_ONCE) {
            // More may be settled.
        }
        cleaned = now;
    }
}
