package fr.gouv.notifications.tracking.timeline;

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
 * Sees to it once a day that the timeline has a partition for every month to come. Every replica
 * does; the database lets one at a time, and what is there already stays.
 */
@ApplicationScoped
class MonthsAhead {

    private static final Logger LOG = Logger.getLogger(MonthsAhead.class);
    private static final int MONTHS = 6;
    private static final Duration PAUSE = Duration.ofDays(1);

    private final AgroalDataSource dataSource;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    MonthsAhead(AgroalDataSource dataSource, InstantSource clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("months-ahead").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            do {
                addOrSay();
            } while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A month that is missing is no harm yet: its facts go to the default partition. */
    private void addOrSay() {
        try {
            var added = add();
            if (added > 0) {
                LOG.infof("%d months were added to the timeline", added);
            }
        } catch (RuntimeException e) {
            LOG.warnf(
                    "no month could be added to the timeline, will try again tomorrow (%s)",
                    e.getClass().getName());
        }
    }

    /** How many months were missing and are there now. */
    int add() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return QuarkusTransaction.requiringNew().call(() -> add(today, today.plusMonths(MONTHS)));
    }

    private int add(LocalDate first, LocalDate last) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("select add_months(?, ?)")) {
            statement.setObject(1, first);
            statement.setObject(2, last);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException e) {
            throw new StorageFailed("months could not be added to the timeline", e);
        }
    }
}
