package fr.gouv.notifications.eventing;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Watches those who end states: counts, once a minute, the rows that have been in one for longer than
 * they may. Anything but zero says that an owner does not work.
 */
@ApplicationScoped
public class StateWatch {

    private static final Logger LOG = Logger.getLogger(StateWatch.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final int ENOUGH = 1000;

    private final AgroalDataSource dataSource;
    private final InstantSource clock;
    private final Map<OpenState, AtomicLong> watched = new LinkedHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    StateWatch(
            Instance<OpenStates> tables,
            AgroalDataSource dataSource,
            InstantSource clock,
            MeterRegistry metrics) {
        this.dataSource = dataSource;
        this.clock = clock;
        for (var table : tables) {
            for (var state : table.open()) {
                if (state.until() != null) {
                    watched.put(
                            state,
                            metrics.gauge(
                                    "notifications.states.overdue",
                                    Tags.of("table", state.table(), "state", state.name()),
                                    new AtomicLong()));
                }
            }
        }
    }

    void start(@Observes StartupEvent event) {
        if (!watched.isEmpty()) {
            Thread.ofVirtual().name("state-watch").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                watchOrSay();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchOrSay() {
        try {
            watch();
        } catch (SQLException e) {
            LOG.debugf("states cannot be watched now: SQL state %s", e.getSQLState());
        }
    }

    /** Counts, up to a limit, what nobody has ended in time. */
    public void watch() throws SQLException {
        for (var each : watched.entrySet()) {
            var overdue = overdue(each.getKey());
            each.getValue().set(overdue);
            if (overdue > 0) {
                LOG.errorf(
                        "%d rows of %s stay %s: look at %s",
                        overdue,
                        each.getKey().table(),
                        each.getKey().name(),
                        each.getKey().owner());
            }
        }
    }

    /** How many rows have been in this state for too long, counted up to a limit. */
    public long overdue(OpenState state) throws SQLException {
        var sql =
                "select count(*) from (select 1 from %s where %s and %s < ? limit %d) as overdue"
                        .formatted(state.table(), state.rows(), state.until(), ENOUGH);
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, clock.instant().minus(GRACE).atOffset(ZoneOffset.UTC));
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
