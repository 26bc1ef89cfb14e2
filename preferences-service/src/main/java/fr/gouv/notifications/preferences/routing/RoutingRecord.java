package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationRouted;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Counts and logs what was decided; names notifications and services, never a person. */
@ApplicationScoped
class RoutingRecord {

    private static final Logger LOG = Logger.getLogger(RoutingRecord.class);

    private final MeterRegistry metrics;

    RoutingRecord(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void note(Collection<Fact> answers) {
        for (var answer : answers) {
            if (answer instanceof NotificationDeclined declined) {
                note(declined);
            } else if (answer instanceof NotificationRouted routed) {
                note(routed);
            }
        }
    }

    private void note(NotificationDeclined declined) {
        var reason = word(declined.reason());
        metrics.counter("notifications.declined", "reason", reason).increment();
        MDC.put("notification", declined.notificationId());
        MDC.put("service", declined.service());
        MDC.put("reason", reason);
        LOG.info("declined");
        MDC.clear();
    }

    private void note(NotificationRouted routed) {
        var channel = word(routed.plan().getFirst().channel());
        metrics.counter("notifications.routed", "lane", word(routed.lane()), "channel", channel)
                .increment();
        if (LOG.isDebugEnabled()) {
            MDC.put("notification", routed.notificationId());
            MDC.put("service", routed.service());
            MDC.put("channel", channel);
            LOG.debug("routed");
            MDC.clear();
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
