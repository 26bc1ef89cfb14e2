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
 * Sees to it once a day that the feed has a partition for every month to come and none that lies
 * wholly before what is kept; and, at the start, that the feed goes on after its database was
 * restored from a dump.
 */
@ApplicationScoped
class FeedMonths {

    private static final Logger LOG = Logger.getLogger(FeedMonths.class);
    private static final int MONTHS = 6;
    private static final Duration PAUSE = Duration.ofDays(1);

    /**
     * Transactions of the dump that this database has not reached would stay invisible: they are
     * filed under the present one, in their old order, and the feed begins another life.
     */
    private static final String RESUME =
            """
            with stray as (
                update status_change set transaction = pg_current_xact_id()
                where transaction > pg_current_xact_id() returning 1
            )
            update feed_life set id = gen_random_uuid() where exists (select 1 from stray)
            """;

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
            if (resume()) {
                LOG.warn(
                        "the database was restored from a dump: old cursors of the feed have lapsed");
            }
            keep();
        } catch (RuntimeException e) {
            LOG.warnf(
                    "the months of the feed were not looked after, will try again tomorrow (%s)",
                    e.getClass().getName());
        }
    }

    /** True when the feed had to begin another life. */
    boolean resume() {
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            try (var connection = dataSource.getConnection();
                                    var statement = connection.prepareStatement(RESUME)) {
                                return statement.executeUpdate() > 0;
                            } catch (SQLException e) {
                                throw new StorageFailed("the feed could not be resumed", e);
                            }
                        });
    }

    /** Adds the months that are missing, drops those that lapsed. */
    void keep() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        QuarkusTransaction.requiringNew()
                .run(
                        () -> {
                            try (var connection = dataSource.getConnection();
                                    var statement =
                                            connection.prepareStatement(
                                                    "select keep_feed_months(?, ?, ?)")) {
                                statement.setObject(1, today);
                                statement.setObject(2, today.plusMonths(MONTHS));
                                statement.setObject(3, today.minusDays(config.kept().toDays()));
                                statement.execute();
                            } catch (SQLException e) {
                                throw new StorageFailed("the months of the feed were not kept", e);
                            }
                        });
    }
}
