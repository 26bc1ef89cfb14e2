package fr.gouv.notifications.gateway.batch;

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

/**
 * The thread of this replica that has rows accepted, no faster than the line should be fed, and that
 * ends what nobody else will. Several replicas share the work; none waits for another.
 */
@ApplicationScoped
class Releaser implements Sweep {

    private static final Logger LOG = Logger.getLogger(Releaser.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final ReleaseRows release;
    private final SweepBatches sweep;
    private final BatchConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private volatile Instant lastSeen;
    private Instant sweptAt = Instant.EPOCH;

    Releaser(ReleaseRows release, SweepBatches sweep, BatchConfig config, InstantSource clock) {
        this.release = release;
        this.sweep = sweep;
        this.config = config;
        this.clock = clock;
        this.lastSeen = clock.instant();
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            begin();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped.countDown();
        var running = thread;
        if (running != null) {
            running.join(FAREWELL);
        }
    }

    void begin() {
        thread = Thread.ofPlatform().name("batch-releaser").daemon().start(this::run);
    }

    /** When it last looked for work; now when it has no thread. */
    Instant lastSeen() {
        return thread == null ? clock.instant() : lastSeen;
    }

    private void run() {
        while (stopped.getCount() > 0) {
            lastSeen = clock.instant();
            try {
                rest(round());
            } catch (RuntimeException e) {
                LOG.warnf("rows of batches wait: %s", e.getClass().getSimpleName());
                rest(LONGEST_PAUSE);
            }
        }
    }

    /** Sends what may be sent now, and ends what is overdue. */
    @Override
    public void sweep() {
        sweep.sweep();
        while (release.releaseSome().filter(released -> released > 0).isPresent()) {
            // More may be due.
        }
    }

    /** Does what there is to do; how long to rest then. */
    private Duration round() {
        var now = clock.instant();
        if (!sweptAt.plus(BETWEEN_SWEEPS).isAfter(now)) {
            sweptAt = now;
            sweep.sweep();
        }
        var began = System.nanoTime();
        var released = release.releaseSome();
        if (released.isEmpty()) {
            return config.idle();
        }
        var earned =
                Duration.ofSeconds(1).multipliedBy(released.get()).dividedBy(config.rowsASecond());
        return earned.minusNanos(System.nanoTime() - began);
    }

    private void rest(Duration pause) {
        try {
            if (pause.isPositive() && stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("stopped");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }
}
