package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.eventing.Sweep;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Empties what is too old, forgets what is much older, and counts what is open. Every replica may. */
@ApplicationScoped
class SweepDeadLetters implements Sweep {

    private static final Logger LOG = Logger.getLogger(SweepDeadLetters.class);

    private final DeadLetters letters;
    private final DeadLetterConfig config;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final Map<String, AtomicLong> open = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    SweepDeadLetters(
            DeadLetters letters,
            DeadLetterConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.letters = letters;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("dead-letter-sweeper").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            do {
                sweepOrSay();
            } while (!stopped.await(config.every().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepOrSay() {
        try {
            sweep();
            count();
        } catch (RuntimeException e) {
            LOG.warnf("old dead letters stay for now: %s", e.getClass().getName());
        }
    }

    /** Opens again what a crash left, and empties and forgets all that is too old now. */
    @Override
    public void sweep() {
        var now = clock.instant();
        letters.openAgain(now);
        whileFull(() -> letters.lapse(now.minus(config.keptFor()), config.batch()));
        whileFull(() -> letters.forget(now.minus(config.rememberedFor()), config.batch()));
    }

    /** Tells how many are open now. */
    void count() {
        var now = letters.open();
        now.keySet().forEach(this::gauge);
        open.forEach((group, number) -> number.set(now.getOrDefault(group, 0L)));
    }

    private void gauge(String group) {
        open.computeIfAbsent(
                group,
                _ ->
                        metrics.gauge(
                                "notifications.dead.letters.open",
                                Tags.of("group", group),
                                new AtomicLong()));
    }

    private void whileFull(IntSupplier statement) {
        while (statement.getAsInt() == config.batch() && stopped.getCount() > 0) {
            // More may be too old.
        }
    }
}
