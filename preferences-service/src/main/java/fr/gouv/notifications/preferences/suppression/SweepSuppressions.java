package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.preferences.citizen.StorageFailed;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Forgets suppressions that ended a while ago, and hits that are too old to count. A request that is
 * heard late, or again, is judged as of the time at which it was asked for.
 */
@ApplicationScoped
class SweepSuppressions implements Sweep {

    private static final Logger LOG = Logger.getLogger(SweepSuppressions.class);
    private static final Duration MARGIN = Duration.ofDays(30);
    private static final int AT_ONCE = 1_000;

    private final Suppressions suppressions;
    private final SuppressionConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    SweepSuppressions(Suppressions suppressions, SuppressionConfig config, InstantSource clock) {
        this.suppressions = suppressions;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("suppression-sweeper").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            while (!stopped.await(config.sweep().toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void sweep() {
        try {
            var now = clock.instant();
            // No rule looks farther back than the longest suppression lasts.
            var longest =
                    Stream.of(config.hard(), config.disabled(), config.full())
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
            var ended = now.minus(MARGIN);
            while (suppressions.forget(ended, ended.minus(longest), AT_ONCE) == AT_ONCE) {
                // There may be more.
            }
        } catch (StorageFailed _) {
            LOG.warn("ended suppressions stay for now: the database is away");
        }
    }
}
