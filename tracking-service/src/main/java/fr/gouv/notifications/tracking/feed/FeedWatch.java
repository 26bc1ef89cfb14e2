package fr.gouv.notifications.tracking.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Lets readers wait for news: one look at the database serves all who wait in this replica, and
 * nobody holds a connection while waiting.
 */
@ApplicationScoped
class FeedWatch {

    private static final Logger LOG = Logger.getLogger(FeedWatch.class);

    private final StatusChanges changes;
    private final FeedConfig config;
    private final Set<Waiting> readers = ConcurrentHashMap.newKeySet();
    private final Semaphore arrivals = new Semaphore(0);
    private volatile boolean stopping;

    FeedWatch(StatusChanges changes, FeedConfig config, MeterRegistry metrics) {
        this.changes = changes;
        this.config = config;
        metrics.gaugeCollectionSize("notifications.feed.waiting", Tags.empty(), readers);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("feed-watch").start(this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        arrivals.release();
        readers.forEach(each -> each.called().countDown());
    }

    /** A reader that waits; each is another, even for the same place. */
    static final class Waiting {

        private final String service;
        private final long position;
        private final CountDownLatch called = new CountDownLatch(1);

        Waiting(String service, long position) {
            this.service = service;
            this.position = position;
        }

        String service() {
            return service;
        }

        long position() {
            return position;
        }

        CountDownLatch called() {
            return called;
        }
    }

    /**
     * Returns when there may be something behind the position, or when the time is over.
     *
     * @return false, at once, when too many wait already
     */
    boolean await(String service, long position, Duration atMost) throws InterruptedException {
        if (stopping) {
            return true;
        }
        if (!hasRoom(service)) {
            return false;
        }
        var reader = new Waiting(service, position);
        readers.add(reader);
        arrivals.release();
        try {
            var _ = reader.called().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            readers.remove(reader);
        }
        return true;
    }

    private boolean hasRoom(String service) {
        return readers.size() < config.waiting()
                && readers.stream().filter(each -> each.service().equals(service)).count()
                        < config.waitingOfOneService();
    }

    private void look() {
        while (!stopping) {
            try {
                if (readers.isEmpty()) {
                    arrivals.acquire();
                    arrivals.drainPermits();
                } else {
                    call(changes.news(readers));
                }
                Thread.sleep(config.look());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf(
                        "the feed cannot be looked at, will try again (%s)",
                        e.getClass().getName());
                pause();
            }
        }
    }

    private void call(Set<String> services) {
        readers.stream()
                .filter(each -> services.contains(each.service()))
                .forEach(each -> each.called().countDown());
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
