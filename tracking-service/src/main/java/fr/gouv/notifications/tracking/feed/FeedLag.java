package fr.gouv.notifications.tracking.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Measures for how long an unfinished writer has held the feed back. */
@ApplicationScoped
class FeedLag {

    private static final Logger LOG = Logger.getLogger(FeedLag.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final StatusChanges changes;
    private final InstantSource clock;
    private final AtomicLong seconds;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long awaited;
    private Instant since;

    FeedLag(StatusChanges changes, InstantSource clock, MeterRegistry metrics) {
        this.changes = changes;
        this.clock = clock;
        this.seconds = metrics.gauge("notifications.feed.lag.seconds", new AtomicLong(0));
        this.since = clock.instant();
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("feed-lag").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            do {
                measureOrSay();
            } while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void measureOrSay() {
        try {
            seconds.set(measure().toSeconds());
        } catch (RuntimeException e) {
            LOG.debugf("the lag of the feed could not be measured (%s)", e.getClass().getName());
        }
    }

    /** Since when the horizon has not reached what was drawn then. */
    Duration measure() {
        var drawn = changes.state().drawn();
        if (changes.horizon() >= awaited) {
            awaited = drawn;
            since = clock.instant();
        }
        return changes.horizon() >= awaited
                ? Duration.ZERO
                : Duration.between(since, clock.instant());
    }
}
