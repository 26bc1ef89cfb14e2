package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.problem.StorageAway;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import java.util.Map;

/** Sets the limits of a service, and notes who did. */
@ApplicationScoped
class SetLimits {

    private final Limits limits;
    private final AuditTrail audit;
    private final Event<LimitsChanged> changes;
    private final QuotaConfig config;
    private final InstantSource clock;

    SetLimits(
            Limits limits,
            AuditTrail audit,
            Event<LimitsChanged> changes,
            QuotaConfig config,
            InstantSource clock) {
        this.limits = limits;
        this.audit = audit;
        this.changes = changes;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Sets these, and the usual ones for all else. They hold here at once, and at other replicas as
     * soon as their reserves are used or given back.
     */
    void set(String service, Map<Limit, Long> sizes, String actor) {
        try {
            QuarkusTransaction.requiringNew()
                    .call(
                            () -> {
                                limits.set(service, sizes);
                                audit.note(actor, "limits-set", service);
                                return sizes;
                            });
        } catch (QuarkusTransactionException _) {
            throw StorageAway.refused();
        }
        changes.fire(new LimitsChanged(service, clock.instant().plus(config.believedFor())));
    }
}
