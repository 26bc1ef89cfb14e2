package fr.gouv.notifications.eventing;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The clock of the platform; a test replaces it by one that it moves. */
@ApplicationScoped
class ClockProducer {

    private static final Logger LOG = Logger.getLogger(ClockProducer.class);

    /**
     * @param offset by how much the clock is wrong on purpose, in failure runs; absent otherwise
     */
    @Produces
    @ApplicationScoped
    @DefaultBean
    InstantSource clock(@ConfigProperty(name = "eventing.clock.offset") Optional<Duration> offset) {
        var utc = Clock.systemUTC();
        if (offset.isEmpty()) {
            return utc;
        }
        LOG.warnf("The clock is wrong by %s, as eventing.clock.offset says", offset.get());
        return Clock.offset(utc, offset.get());
    }
}
