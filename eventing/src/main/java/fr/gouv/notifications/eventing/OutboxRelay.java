package fr.gouv.notifications.eventing;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries facts from the outbox to the broker, oldest first, and deletes them once the broker has
 * acknowledged. Several relays share one outbox: each takes rows that no other holds.
 *
 * <p>A crash between acknowledgement and deletion tells a fact twice, with the same event id.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private final AgroalDataSource dataSource;
    private final FactPublisher publisher;
    private final Config config;
    private final InstantSource clock;
    private final Counter told;
    private final Counter failed;
    private final AtomicLong oldestSeconds;
    private final Semaphore work = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    OutboxRelay(
            AgroalDataSource dataSource,
            FactPublisher publisher,
            Config config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.dataSource = dataSource;
        this.publisher = publisher;
        this.config = config;
        this.clock = clock;
        this.told = metrics.counter("notifications.outbox.told");
        this.failed = metrics.counter("notifications.outbox.failed");
        this.oldestSeconds =
                metrics.gauge("notifications.outbox.oldest.seconds", new AtomicLong(0));
    }

    /** The relay of a service that has an outbox. */
    @ConfigMapping(prefix = "eventing.outbox")
    public interface Config {

        /** Off in a service whose database has no outbox. */
        @WithDefault("false")
        boolean enabled();

        /** Facts taken at once. */
        @WithDefault("500")
        int batch();

        /** How long to sleep when nothing woke the relay: finds what a crashed replica left. */
        @WithDefault("1s")
        Duration idle();

        /** How long facts gather before they are told together: a batch costs little more than one. */
        @WithDefault("20ms")
        Duration linger();

        /** Longest wait for the broker's acknowledgement of one batch. */
        @WithDefault("30s")
        Duration patience();

        /** Longest wait at the end: what is not told then stays in the database. */
        @WithDefault("4s")
        Duration farewell();
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
        }
    }

    /** Late in the shutdown: workers that stop before may still tell their last facts. */
    void stop(@Observes @Priority(3000) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        var running = thread;
        if (running != null) {
            wake();
            running.join(config.farewell());
        }
    }

    void wake() {
        work.release();
    }

    private void run() {
        while (!stopping) {
            try {
                if (work.tryAcquire(config.idle().toMillis(), TimeUnit.MILLISECONDS)) {
                    if (!stopping) {
                        Thread.sleep(config.linger());
                    }
                    work.drainPermits();
                }
                drain();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        drain();
    }

    private void drain() {
        try {
            while (relayBatch() == config.batch()) {
                // More may be waiting.
            }
        } catch (RuntimeException e) {
            // Nothing is lost: the rows stay and the next round takes them again.
            failed.increment();
            LOG.warnf("outbox: batch not relayed, will try again (%s)", e.getClass().getName());
        }
    }

    private int relayBatch() {
        return QuarkusTransaction.requiringNew()
                .timeout((int) config.patience().toSeconds() + 5)
                .call(
                        () -> {
                            try (var connection = dataSource.getConnection()) {
                                return relayBatch(connection);
                            }
                        });
    }

    private int relayBatch(Connection connection) throws SQLException {
        List<Long> ids = new ArrayList<>();
        List<CompletableFuture<Void>> acknowledgements = new ArrayList<>();
        try (var select =
                connection.prepareStatement(
                        """
                        select id, extract(epoch from created_at)::bigint,
                            topic, key, event_id, type, time, fact
                        from outbox order by id limit ? for update skip locked
                        """)) {
            select.setInt(1, config.batch());
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    if (ids.isEmpty()) {
                        oldestSeconds.set(clock.instant().getEpochSecond() - rows.getLong(2));
                    }
                    ids.add(rows.getLong(1));
                    acknowledgements.add(
                            publisher.send(
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getString(5),
                                    rows.getString(6),
                                    rows.getString(7),
                                    rows.getBytes(8)));
                }
            }
        }
        if (ids.isEmpty()) {
            oldestSeconds.set(0);
            return 0;
        }
        var told = acknowledged(ids, acknowledgements);
        try (var delete = connection.prepareStatement("delete from outbox where id = any(?)")) {
            delete.setArray(1, connection.createArrayOf("bigint", told.toArray()));
            delete.executeUpdate();
        }
        this.told.increment(told.size());
        if (told.size() < ids.size()) {
            // The rows stay; one that the broker never takes must not hold up those that it does.
            failed.increment(ids.size() - told.size());
            LOG.warnf("outbox: %d facts wait for the broker", ids.size() - told.size());
        }
        return told.size();
    }

    private List<Long> acknowledged(List<Long> ids, List<CompletableFuture<Void>> sent) {
        var deadline = clock.instant().plus(config.patience());
        List<Long> told = new ArrayList<>(ids.size());
        for (var i = 0; i < ids.size(); i++) {
            try {
                var left = Duration.between(clock.instant(), deadline);
                publisher.await(sent.get(i), left.isNegative() ? Duration.ZERO : left);
                told.add(ids.get(i));
            } catch (FactPublisher.BrokerUnavailable e) {
                LOG.debugf("outbox: row %d not taken: %s", ids.get(i), e.getMessage());
            }
        }
        return told;
    }
}
