package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.tracking.timeline.StorageFailed;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How many notifications are overdue in each lane, and the longest for how long. */
@ApplicationScoped
class OverdueMetrics {

    /** Counted up to a limit: more is no other alarm. */
    private static final String COUNT =
            """
            select lane, count(*), min(overdue_since)
            from (select lane, overdue_since from notification where overdue is not null limit 100000) as o
            group by lane
            """;

    private final AgroalDataSource dataSource;
    private final InstantSource clock;
    private final Map<Lane, AtomicLong> counts = new EnumMap<>(Lane.class);
    private final AtomicLong oldestSeconds;

    OverdueMetrics(AgroalDataSource dataSource, InstantSource clock, MeterRegistry metrics) {
        this.dataSource = dataSource;
        this.clock = clock;
        for (var lane : Lane.values()) {
            var count = new AtomicLong();
            counts.put(lane, count);
            metrics.gauge(
                    "notifications.overdue",
                    Tags.of("lane", lane.name().toLowerCase(Locale.ROOT)),
                    count);
        }
        oldestSeconds = metrics.gauge("notifications.overdue.oldest.seconds", new AtomicLong());
    }

    void measure() {
        var measured = new EnumMap<Lane, Long>(Lane.class);
        var now = clock.instant();
        var oldest = now;
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(COUNT)) {
            while (rows.next()) {
                var lane = rows.getString(1);
                // Where the request is not known yet, the patient lane: as the policy has it.
                measured.merge(
                        lane == null ? Lane.BULK : Lane.valueOf(lane), rows.getLong(2), Long::sum);
                oldest = earlier(oldest, rows.getObject(3, OffsetDateTime.class).toInstant());
            }
        } catch (SQLException e) {
            throw new StorageFailed("overdue notifications could not be counted", e);
        }
        counts.forEach((lane, count) -> count.set(measured.getOrDefault(lane, 0L)));
        oldestSeconds.set(Duration.between(oldest, now).toSeconds());
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }
}
