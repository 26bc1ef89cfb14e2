package fr.gouv.notifications.gateway.submission;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Keeps requests away until the broker was reached for the first time. */
@Readiness
@ApplicationScoped
class BrokerReadiness implements HealthCheck {

    private final Broker broker;

    BrokerReadiness(Broker broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("broker").status(broker.isKnown()).build();
    }
}
