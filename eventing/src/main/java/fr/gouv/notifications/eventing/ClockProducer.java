package fr.gouv.notifications.eventing;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.InstantSource;

/** The clock of the platform; a test replaces it by one that it moves. */
@ApplicationScoped
class ClockProducer {

    @Produces
    @ApplicationScoped
    @DefaultBean
    InstantSource clock() {
        return Clock.systemUTC();
    }
}
