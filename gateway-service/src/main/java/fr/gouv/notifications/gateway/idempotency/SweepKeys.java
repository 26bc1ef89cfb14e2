package fr.gouv.notifications.gateway.idempotency;

import fr.gouv.notifications.eventing.Sweep;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes keys that are too old, a few at a time; of several replicas one sweeps. */
@ApplicationScoped
class SweepKeys implements Sweep {

    private static final Logger LOG = Logger.getLogger(SweepKeys.class);

    /** The lock is held for one statement, and given back with its transaction. */
    private static final String SWEEP =
            """
            delete from idempotency
            where (service, key) in (
                select service, key
                from idempotency
                where created_at < ?
                  and (select pg_try_advisory_xact_lock(hashtext('idempotency-sweep')))
                order by created_at
                limit ?
                for update skip locked)
            """;

    private final AgroalDataSource dataSource;
    private final IdempotencyConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    SweepKeys(AgroalDataSource dataSource, IdempotencyConfig config, InstantSource clock) {
        this.dataSource = dataSource;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("idempotency-sweeper").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            while (!stopped.await(config.sweepEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void sweep() {
        try {
            removeOld();
        } catch (SQLException e) {
            LOG.warnf("old idempotency keys stay for now: SQL state %s", e.getSQLState());
        }
    }

    /** Removes all that is too old now; how many that were. */
    int removeOld() throws SQLException {
        var all = 0;
        int removed;
        do {
            removed = sweepBatch();
            all += removed;
        } while (removed == config.sweepBatch() && stopped.getCount() > 0);
        return all;
    }

    private int sweepBatch() throws SQLException {
        var before = clock.instant().minus(config.keptFor());
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(SWEEP)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            statement.setInt(2, config.sweepBatch());
            return statement.executeUpdate();
        }
    }
}
