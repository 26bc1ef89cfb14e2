package fr.gouv.notifications.tracking.feed;

import fr.gouv.notifications.tracking.timeline.StorageFailed;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sees to it once an hour that the feed has a partition for every month to come and none that lies
 * wholly before what is kept.
 */
@ApplicationScoped
class FeedMonths {

    private static final Logger LOG = Logger.getLogger(FeedMonths.class);
    private static final Duration PAUSE = Duration.ofHours(1);

    private final AgroalDataSource dataSource;
    private final FeedConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    FeedMonths(AgroalDataSource dataSource, FeedConfig config, InstantSource clock) {
        this.dataSource = dataSource;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("feed-months").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            do {
                keepOrSay();
            } while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A month that is missing is no harm yet: its changes go to the default partition. */
    private void keepOrSay() {
        try {
            keep();
        } catch (RuntimeException e) {
            LOG.warnf(
                    "the months of the feed were not looked after, will try again in an hour (%s)",
                    e.getClass().getName());
        }
    }

    /** Adds the months that are missing, drops those that lapsed. */
    void keep() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        QuarkusTransaction.requiringNew()
                .run(
                        () -> {
                            try (var connection = dataSource.getConnection();
                                    var statement =
                                            connection.prepareStatement("select turn_feed(?, ?)")) {
                                statement.setObject(1, today);
                                statement.setObject(2, today.minusDays(config.kept().toDays()));
                                statement.execute();
                            } catch (SQLException e) {
                                throw new StorageFailed("the months of the feed were not kept", e);
                            }
                        });
    }
}
