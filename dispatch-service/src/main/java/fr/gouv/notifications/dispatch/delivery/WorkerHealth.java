package fr.gouv.notifications.dispatch.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when a thread without which nothing moves has not been seen for long: restart us. */
@Liveness
@ApplicationScoped
class WorkerHealth implements HealthCheck {

    /** Longer than any database time-out a thread may be waiting for. */
    private static final Duration TOO_LONG = Duration.ofMinutes(3);

    private final Dispatcher dispatcher;
    private final InstantSource clock;

    WorkerHealth(Dispatcher dispatcher, InstantSource clock) {
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        var lastSeen = dispatcher.lastSeen();
        return HealthCheckResponse.named("delivery workers")
                .status(lastSeen.isAfter(clock.instant().minus(TOO_LONG)))
                .withData("last-seen", lastSeen.toString())
                .build();
    }
}
