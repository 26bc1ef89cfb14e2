package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Lane;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** What an operator watches of the deliveries; labels are codes, never an address or an id. */
@ApplicationScoped
class DeliveryMetrics {

    private final MeterRegistry registry;
    private final Map<Lane, Timer> handOver = new EnumMap<>(Lane.class);
    private final Map<Lane, AtomicLong> due = new EnumMap<>(Lane.class);
    private final AtomicLong stops = new AtomicLong();

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("notifications.dispatch.stops", stops);
        for (var lane : Lane.values()) {
            handOver.put(
                    lane,
                    Timer.builder("notifications.dispatch.handover")
                            .description("From the routing to the carrier's acceptance")
                            .tag("lane", label(lane))
                            .publishPercentileHistogram()
                            .maximumExpectedValue(Duration.ofMinutes(5))
                            .register(registry));
            var waiting = new AtomicLong();
            due.put(lane, waiting);
            registry.gauge("notifications.dispatch.due", tag(lane), waiting);
        }
    }

    void stops(long count) {
        stops.set(count);
    }

    /** Registers what a worker holds. */
    void watch(
            LaneWorker worker,
            ToDoubleFunction<LaneWorker> queued,
            ToDoubleFunction<LaneWorker> inFlight) {
        var tag = tag(worker.lane());
        registry.gauge("notifications.dispatch.queued", tag, worker, queued);
        registry.gauge("notifications.dispatch.in.flight", tag, worker, inFlight);
    }

    void due(Lane lane, long count) {
        var gauge = due.get(lane);
        if (gauge != null) {
            gauge.set(count);
        }
    }

    void settled(Settlement settlement) {
        var task = settlement.task();
        for (var report : settlement.reports()) {
            var reason = report.reason();
            registry.counter(
                            "notifications.dispatch.reports",
                            "lane",
                            label(task.lane()),
                            "channel",
                            label(task.channel()),
                            "report",
                            label(report.report()),
                            "reason",
                            reason == null ? "none" : label(reason))
                    .increment();
            var timer = handOver.get(task.lane());
            if (isHandedOver(report.report()) && timer != null) {
                timer.record(Duration.between(task.routedAt(), settlement.at()));
            }
        }
    }

    private static boolean isHandedOver(DeliveryReport report) {
        return report == DeliveryReport.DELIVERED || report == DeliveryReport.HANDED_OVER;
    }

    private static Tags tag(Lane lane) {
        return Tags.of("lane", label(lane));
    }

    /** The word for it in metrics and logs, as the API writes it. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
