package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.gateway.kafkadoor.KafkaDoors;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Removes services and doors on the broker that somebody began and nobody completed. Nobody was given
 * credentials of theirs; who asks again begins anew.
 */
@ApplicationScoped
class SweepUnfinished implements Sweep {

    private static final Logger LOG = Logger.getLogger(SweepUnfinished.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int AT_ONCE = 500;

    private final RegisteredServices services;
    private final KafkaDoors doors;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    SweepUnfinished(RegisteredServices services, KafkaDoors doors, InstantSource clock) {
        this.services = services;
        this.doors = doors;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("unfinished-sweeper").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                sweepOrSay();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepOrSay() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.warnf("what was begun and not completed stays: %s", e.getClass().getName());
        }
    }

    @Override
    public void sweep() {
        var before = clock.instant().minus(KEPT);
        while (services.forgetBegun(before, AT_ONCE) == AT_ONCE) {
            // More may have been left.
        }
        doors.forgetBegun(before);
    }
}
