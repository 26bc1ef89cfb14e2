package fr.gouv.notifications.tracking.status;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Counts and logs every new standing; names notifications and services, never a person. */
@ApplicationScoped
class StatusRecord {

    private static final Logger LOG = Logger.getLogger(StatusRecord.class);

    private final MeterRegistry metrics;

    StatusRecord(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void note(Collection<NotificationRow> changed) {
        for (var row : changed) {
            var standing = row.standing();
            metrics.counter(
                            "notifications.status.changed",
                            "status",
                            word(standing.status()),
                            "reason",
                            word(standing.reason()))
                    .increment();
            if (standing.settled() && standing.reason() != null) {
                log(Logger.Level.INFO, row);
            } else if (LOG.isDebugEnabled()) {
                log(Logger.Level.DEBUG, row);
            }
        }
    }

    private static void log(Logger.Level level, NotificationRow row) {
        var standing = row.standing();
        MDC.put("notification", row.id());
        MDC.put("service", row.service());
        MDC.put("channel", word(standing.channel()));
        MDC.put("reason", word(standing.reason()));
        LOG.log(level, word(standing.status()));
        MDC.clear();
    }

    private static String word(@Nullable Enum<?> constant) {
        return constant == null
                ? "none"
                : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
