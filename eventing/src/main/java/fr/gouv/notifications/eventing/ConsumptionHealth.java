package fr.gouv.notifications.eventing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Liveness tied to real consumption: down when a listener has been inside one batch for longer than
 * any time-out it has. (A channel whose consumer has failed is told by the connector's own check.)
 */
@Liveness
@ApplicationScoped
public class ConsumptionHealth implements HealthCheck {

    private final Map<String, Instant> running = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Config config;

    ConsumptionHealth(InstantSource clock, Config config) {
        this.clock = clock;
        this.config = config;
    }

    /** When a listener counts as stuck. */
    @ConfigMapping(prefix = "eventing.consumption")
    public interface Config {

        /**
         * Longest time in one batch. Long enough to wait for a database that restarts: killing the
         * service would not bring it back sooner.
         */
        @WithDefault("15m")
        Duration stuckAfter();
    }

    void started(String channel) {
        running.put(channel, clock.instant());
    }

    void finished(String channel) {
        running.remove(channel);
    }

    @Override
    public HealthCheckResponse call() {
        var limit = clock.instant().minus(config.stuckAfter());
        var answer = HealthCheckResponse.named("consumption").up();
        running.forEach(
                (channel, since) -> {
                    if (since.isBefore(limit)) {
                        answer.down().withData(channel, "in one batch since " + since);
                    }
                });
        return answer.build();
    }
}
