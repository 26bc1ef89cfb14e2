package fr.gouv.notifications.gateway.batch;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when the thread that releases rows has not been seen for long: restart us. */
@Liveness
@ApplicationScoped
class ReleaserHealth implements HealthCheck {

    /** Longer than any time-out the thread may be waiting for. */
    private static final Duration TOO_LONG = Duration.ofMinutes(5);

    private final Releaser releaser;
    private final InstantSource clock;

    ReleaserHealth(Releaser releaser, InstantSource clock) {
        this.releaser = releaser;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        var lastSeen = releaser.lastSeen();
        return HealthCheckResponse.named("batch releaser")
                .status(lastSeen.isAfter(clock.instant().minus(TOO_LONG)))
                .withData("last-seen", lastSeen.toString())
                .build();
    }
}
