package fr.gouv.notifications.dispatch.pause;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Operation;
import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.contracts.OperationTarget;
import fr.gouv.notifications.dispatch.pause.Paused.Part;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is paused: rows that all replicas share, looked at once a second, so that no message costs a
 * question. While the database is away, what was known last holds.
 */
@ApplicationScoped
public class Pauses {

    private static final Logger LOG = Logger.getLogger(Pauses.class);
    private static final long EVERY_SECONDS = 1;

    private static final String HEAR =
            """
            insert into pause (target, name, lane, paused, version) values (?, ?, ?, ?, ?)
            on conflict (target, name) do update
            set lane = excluded.lane, paused = excluded.paused, version = excluded.version
            where pause.version < excluded.version
            """;

    private final AgroalDataSource dataSource;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Paused now = Paused.NOTHING;

    Pauses(AgroalDataSource dataSource, MeterRegistry metrics) {
        this.dataSource = dataSource;
        metrics.gauge("notifications.dispatch.paused", this, it -> it.now().parts().size());
    }

    /** What is paused, as known a moment ago. */
    public Paused now() {
        return now;
    }

    /** Before anything is claimed. */
    void start(@Observes @Priority(1) StartupEvent event) {
        lookOrSay();
        Thread.ofVirtual().name("dispatch-pauses").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    /** Notes orders; one that is not newer than the last one about its part changes nothing. */
    void hear(List<OperationOrdered> orders) {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement(HEAR)) {
            for (var order : orders) {
                insert.setString(1, word(order.target()));
                insert.setString(2, order.name());
                insert.setString(3, order.lane() == null ? null : word(order.lane()));
                insert.setBoolean(4, order.operation() == Operation.PAUSE);
                insert.setLong(5, order.version());
                insert.executeUpdate();
            }
        } catch (SQLException e) {
            throw new PausesFailed(e);
        }
        look();
    }

    /** Learns what is paused now. */
    void look() {
        var parts = new ArrayList<Part>();
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                "select target, name, lane from pause where paused order by 1, 2");
                var rows = select.executeQuery()) {
            while (rows.next()) {
                parts.add(
                        new Part(
                                OperationTarget.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)),
                                rows.getString(2),
                                lane(rows.getString(3))));
            }
        } catch (SQLException e) {
            throw new PausesFailed(e);
        }
        var before = now;
        now = new Paused(parts);
        parts.stream()
                .filter(part -> !before.parts().contains(part))
                .forEach(part -> LOG.infof("paused: %s", told(part)));
        before.parts().stream()
                .filter(part -> !parts.contains(part))
                .forEach(part -> LOG.infof("resumed: %s", told(part)));
    }

    private void untilStopped() {
        try {
            while (!stopped.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                lookOrSay();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOrSay() {
        try {
            look();
        } catch (PausesFailed e) {
            LOG.warnf("what was paused last holds on: %s", e.getMessage());
        }
    }

    private static String told(Part part) {
        var lane = part.lane();
        return word(part.target())
                + " "
                + part.name()
                + (lane == null ? "" : ", lane " + word(lane));
    }

    private static @Nullable Lane lane(@Nullable String word) {
        return word == null ? null : Lane.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
