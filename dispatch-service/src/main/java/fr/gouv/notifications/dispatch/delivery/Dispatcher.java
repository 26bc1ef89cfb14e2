package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Lane;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The workers of both lanes, and the caretaker that sweeps, renews and probes for them. */
@ApplicationScoped
class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final Duration PROBE = Duration.ofMillis(500);

    private final Map<Lane, LaneWorker> workers = new EnumMap<>(Lane.class);
    private final Sweeper sweeper;
    private final Circuits circuits;
    private final DeliveryConfig config;
    private final InstantSource clock;
    private volatile boolean stopping;
    private volatile Instant caretakerSeen;

    Dispatcher(
            Tasks tasks,
            Courier courier,
            Settle settle,
            Carriers carriers,
            Circuits circuits,
            Sweeper sweeper,
            DeliveryConfig config,
            DeliveryMetrics metrics,
            InstantSource clock) {
        for (var lane : Lane.values()) {
            var worker =
                    new LaneWorker(lane, config, tasks, courier, settle, carriers, circuits, clock);
            workers.put(lane, worker);
            metrics.watch(worker, LaneWorker::queued, LaneWorker::inFlight);
        }
        this.sweeper = sweeper;
        this.circuits = circuits;
        this.config = config;
        this.clock = clock;
        this.caretakerSeen = clock.instant();
    }

    LaneWorker of(Lane lane) {
        var worker = workers.get(lane);
        if (worker == null) {
            throw new IllegalArgumentException("no worker for " + lane);
        }
        return worker;
    }

    /** When the slowest thread without which nothing moves was last seen. */
    Instant lastSeen() {
        return workers.values().stream()
                .map(LaneWorker::lastSeen)
                .reduce(caretakerSeen, (one, other) -> one.isBefore(other) ? one : other);
    }

    void start(@Observes StartupEvent event) {
        workers.values().forEach(LaneWorker::start);
        Thread.ofVirtual().name("dispatch-caretaker").start(this::care);
        LOG.info("dispatch works");
    }

    /** Before the outbox stops: the last results are still told. */
    void stop(@Observes @Priority(1000) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        var stops = workers.values().stream().map(this::stopping).toList();
        for (var stop : stops) {
            stop.join();
        }
        circuits.stop();
    }

    private Thread stopping(LaneWorker worker) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                worker.stop(config.farewell());
                            } catch (InterruptedException interruption) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private void care() {
        var nextSweep = clock.instant();
        while (!stopping) {
            caretakerSeen = clock.instant();
            try {
                if (!caretakerSeen.isBefore(nextSweep)) {
                    nextSweep = caretakerSeen.plus(config.sweep());
                    sweep(workers.values());
                }
                if (circuits.care()) {
                    workers.values().forEach(LaneWorker::wake);
                }
                Thread.sleep(PROBE);
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failure) {
                LOG.warnf("sweep failed, will try again (%s)", failure.getClass().getName());
            }
        }
    }

    private void sweep(Collection<LaneWorker> all) {
        all.forEach(LaneWorker::renewLeases);
        sweeper.sweep();
        sweeper.count(List.of(Lane.values()));
    }
}
