package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.eventing.Unavailable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Forgets submissions that are older than anybody repeats one, now and then and a few at once. */
@ApplicationScoped
class OldSubmissions {

    private static final Logger LOG = Logger.getLogger(OldSubmissions.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Submissions submissions;
    private final Config config;
    private final InstantSource clock;
    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

    OldSubmissions(Submissions submissions, Config config, InstantSource clock) {
        this.submissions = submissions;
        this.config = config;
        this.clock = clock;
    }

    /** How long a submission is remembered. */
    @ConfigMapping(prefix = "gateway.intake")
    interface Config {

        /** Longer than the intake topics keep their records: what is read again must be known. */
        @WithDefault("7d")
        Duration remembered();
    }

    void forget() {
        var now = clock.instant();
        var due = next.get();
        if (now.isBefore(due) || !next.compareAndSet(due, now.plus(PAUSE))) {
            return;
        }
        try {
            submissions.forgetBefore(now.minus(config.remembered()));
        } catch (Unavailable e) {
            LOG.warnf("old submissions stay for now: %s", e.getMessage());
        }
    }
}
