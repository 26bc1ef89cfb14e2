package fr.gouv.notifications.tracking.feed;

import fr.gouv.notifications.contracts.StatusChanged;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.StatusTopics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Copies the feed of each service that has a status topic to that topic, in the order of the feed and
 * at least once: a crash between the broker's acknowledgement and the commit of the position tells
 * changes again, with the same event ids. One replica at a time tells for one service; a topic that
 * cannot be written makes nobody wait but its own service.
 */
@ApplicationScoped
class StatusPublisher {

    private static final Logger LOG = Logger.getLogger(StatusPublisher.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int SERVICES_AT_ONCE = 100;
    private static final int CHANGES_AT_ONCE = 500;

    private final StatusTopics topics;
    private final StatusPositions positions;
    private final StatusChanges changes;
    private final FactPublisher publisher;
    private final FeedConfig config;
    private final Counter told;
    private final Counter failed;
    private final CountDownLatch stopped = new CountDownLatch(1);

    StatusPublisher(
            StatusTopics topics,
            StatusPositions positions,
            StatusChanges changes,
            FactPublisher publisher,
            FeedConfig config,
            MeterRegistry metrics) {
        this.topics = topics;
        this.positions = positions;
        this.changes = changes;
        this.publisher = publisher;
        this.config = config;
        told = metrics.counter("notifications.status.told");
        failed = metrics.counter("notifications.status.failed");
    }

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().name("status-publisher").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(config.look().toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            var services = topics.services();
            if (services.isEmpty()) {
                return;
            }
            positions.begin(services);
            for (var service :
                    positions.withNews(
                            services,
                            changes.state().life(),
                            changes.horizon(),
                            SERVICES_AT_ONCE)) {
                if (stopped.getCount() == 0) {
                    return;
                }
                tellOrSay(service);
            }
        } catch (RuntimeException e) {
            LOG.warnf("status topics wait, will try again (%s)", e.getClass().getName());
        }
    }

    private void tellOrSay(String service) {
        try {
            QuarkusTransaction.requiringNew()
                    .timeout(2 * (int) PATIENCE.toSeconds() + 10)
                    .run(() -> tell(service));
        } catch (FactPublisher.BrokerUnavailable e) {
            failed.increment();
            LOG.warnf("the status topic of %s waits: %s", service, e.getMessage());
            positions.postpone(service);
        }
    }

    private void tell(String service) {
        var held = positions.hold(service);
        if (held.isEmpty()) {
            return;
        }
        var place = held.get();
        var news = changes.after(service, place.number(), CHANGES_AT_ONCE);
        var life = news.state().life();
        if (!life.equals(place.life())) {
            LOG.warnf("the status topic of %s goes on after a restore of the database", service);
            positions.move(service, new Position(life, news.horizon()));
            return;
        }
        if (news.rows().isEmpty()) {
            return;
        }
        var facts = news.rows().stream().map(row -> fact(row.change())).toList();
        // A topic that was taken away costs one wait, and not one for each change.
        publisher.publishAllAndWait(facts.subList(0, 1), PATIENCE);
        publisher.publishAllAndWait(facts.subList(1, facts.size()), PATIENCE);
        told.increment(news.rows().size());
        positions.move(service, new Position(life, news.rows().getLast().position()));
    }

    private static StatusChanged fact(StatusChange change) {
        return new StatusChanged(
                change.notificationId(),
                change.at(),
                change.service(),
                change.sequence(),
                change.status(),
                change.reason(),
                change.providerCode(),
                change.replied() ? true : null);
    }
}
