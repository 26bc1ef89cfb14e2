package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The reserves of this replica. What it does not need goes back to the others by itself. */
@ApplicationScoped
class Quotas {

    private static final Logger LOG = Logger.getLogger(Quotas.class);
    private static final Duration TURN = Duration.ofSeconds(1);

    private final Uses uses;
    private final QuotaConfig config;
    private final InstantSource clock;
    private final Map<Uses.Key, Allowance> allowances = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    Quotas(Uses uses, QuotaConfig config, InstantSource clock) {
        this.uses = uses;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("quota-reserves").start(this::untilStopped);
    }

    /** After all that may still accept something. */
    void stop(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
        stopped.countDown();
        surrender(allowance -> allowance.surrenderAll(clock.instant()));
    }

    Allowance allowance(Uses.Key key) {
        return allowances.computeIfAbsent(key, it -> new Allowance(it, uses, config, clock));
    }

    /** Forgets what this replica knows of the limits of a service. */
    void forget(@Observes LimitsChanged change) {
        surrender(
                allowances.entrySet().stream()
                        .filter(entry -> entry.getKey().service().equals(change.service()))
                        .map(Map.Entry::getValue),
                allowance -> allowance.surrenderAll(clock.instant()));
    }

    /** Lets others have what lies here for too long. */
    void tidy() {
        var now = clock.instant();
        surrender(allowance -> allowance.surrender(now));
    }

    private void surrender(Function<Allowance, Optional<Uses.Unused>> way) {
        surrender(allowances.values().stream(), way);
    }

    private void surrender(
            Stream<Allowance> which, Function<Allowance, Optional<Uses.Unused>> way) {
        var unused = which.flatMap(allowance -> way.apply(allowance).stream()).toList();
        if (unused.isEmpty()) {
            return;
        }
        try {
            uses.giveBack(unused);
        } catch (Refused _) {
            LOG.debugf("%d reserves stay: the database is away", unused.size());
            unused.forEach(each -> allowance(each.key()).keep(each));
        }
    }

    /** How much of its limits a service has used, as far as this replica can tell. */
    Map<Limit, Long> used(String service, Instant now) {
        var used = uses.reserved(service, now);
        used.replaceAll(
                (limit, reserved) -> {
                    var allowance = allowances.get(new Uses.Key(service, limit));
                    var window = limit.period().at(now);
                    var unused = allowance == null ? 0 : allowance.unusedOf(window);
                    return Math.max(0, reserved - unused);
                });
        return used;
    }

    private void untilStopped() {
        try {
            while (!stopped.await(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                tidy();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
