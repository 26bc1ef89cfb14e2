package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Forgets what was counted in windows that ended long ago. */
@ApplicationScoped
class SweepUses implements Sweep {

    private static final Logger LOG = Logger.getLogger(SweepUses.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int AT_ONCE = 1_000;

    private final Uses uses;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    SweepUses(Uses uses, InstantSource clock) {
        this.uses = uses;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("quota-sweeper").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void sweep() {
        try {
            while (uses.forget(clock.instant(), AT_ONCE) == AT_ONCE) {
                // More may be old.
            }
        } catch (Refused _) {
            LOG.warn("old counts of limits stay for now: the database is away");
        }
    }
}
