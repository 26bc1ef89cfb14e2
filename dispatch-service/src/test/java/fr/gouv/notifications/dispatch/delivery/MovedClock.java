package fr.gouv.notifications.dispatch.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that runs, and that a test moves forward instead of waiting. */
@ApplicationScoped
class MovedClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(ahead);
    }

    synchronized void advance(Duration duration) {
        ahead = ahead.plus(duration);
    }
}
