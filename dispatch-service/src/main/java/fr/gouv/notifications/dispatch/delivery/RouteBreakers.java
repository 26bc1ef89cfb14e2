package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.dispatch.pause.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A breaker for each route, known to all replicas; a thread of its own learns and probes, so that no
 * message and no other provider waits for a relay that is away.
 */
@ApplicationScoped
class RouteBreakers implements Routes {

    private static final Logger LOG = Logger.getLogger(RouteBreakers.class);
    private static final long EVERY_MILLIS = 500;

    private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();
    private final Map<Channel, List<String>> names = new ConcurrentHashMap<>();
    private final Set<String> probing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Breakers rows;
    private final Pauses pauses;
    private final DeliveryConfig config;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private boolean isBlind;

    RouteBreakers(
            Breakers rows,
            Pauses pauses,
            DeliveryConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.rows = rows;
        this.pauses = pauses;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public void watch(Channel channel, List<? extends Route> routes) {
        for (var route : routes) {
            var circuit = new Circuit(route.name(), channel, route::answers, rows, config, clock);
            circuit.watch(metrics);
            circuits.put(route.name(), circuit);
        }
        names.put(channel, routes.stream().map(Route::name).toList());
    }

    @Override
    public <R extends Route> List<R> usable(List<R> preferred, Channel channel, Message message) {
        var allowed =
                preferred.stream()
                        .filter(route -> !isPaused(message.lane(), channel, route.name()))
                        .toList();
        var usable = new ArrayList<R>(allowed.size());
        for (var route : allowed) {
            if (works(route) || (usable.isEmpty() && isTriedWith(route, message))) {
                usable.add(route);
            }
        }
        return usable.isEmpty() ? allowed : usable;
    }

    @Override
    public void heard(Route route, Message message, Outcome outcome) {
        var circuit = circuits.get(route.name());
        if (circuit == null) {
            return;
        }
        if (outcome instanceof Outcome.Delivered || outcome instanceof Outcome.HandedOver) {
            if (circuit.isOpen() && !circuit.isTrial(message.notificationId())) {
                circuit.works();
                return;
            }
        }
        circuit.heard(message.notificationId(), outcome);
    }

    @Override
    public void passedOver(Route route, Message message) {
        var circuit = circuits.get(route.name());
        if (circuit != null && circuit.isTrial(message.notificationId())) {
            circuit.giveBack();
        }
    }

    /** Whether administrators paused every route of the channel; a channel without routes is not. */
    boolean areAllPaused(Lane lane, Channel channel) {
        var all = names.getOrDefault(channel, List.of());
        return !all.isEmpty() && all.stream().allMatch(name -> isPaused(lane, channel, name));
    }

    @Override
    public boolean isPaused(Channel channel, Route route) {
        return Stream.of(Lane.values()).allMatch(lane -> isPaused(lane, channel, route.name()));
    }

    private boolean isPaused(Lane lane, Channel channel, String name) {
        return pauses.now().holds(lane, channel, name);
    }

    private boolean works(Route route) {
        var circuit = circuits.get(route.name());
        return circuit == null || !circuit.isOpen();
    }

    private boolean isTriedWith(Route route, Message message) {
        var circuit = circuits.get(route.name());
        if (circuit == null || !circuit.takeTrial()) {
            return false;
        }
        circuit.begin(message.notificationId());
        return true;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("dispatch-routes").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
        circuits.values().forEach(Circuit::stop);
    }

    private void untilStopped() {
        try {
            while (!stopped.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                care();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Learns how the other replicas find the routes, and has those probed that are due. */
    void care() {
        if (circuits.isEmpty()) {
            return;
        }
        try {
            for (var row : rows.all()) {
                var circuit = circuits.get(row.provider());
                if (circuit != null) {
                    circuit.learn(row);
                }
            }
            isBlind = false;
        } catch (RuntimeException e) {
            if (!isBlind) {
                LOG.warnf("what is known of routes stays as it is: %s", e.getClass().getName());
            }
            isBlind = true;
            return;
        }
        circuits.values().stream().filter(Circuit::isOpen).forEach(this::probe);
    }

    /** Each by itself: one that takes long to answer holds no other up. */
    private void probe(Circuit circuit) {
        if (!probing.add(circuit.provider())) {
            return;
        }
        Thread.ofVirtual()
                .name("dispatch-probe-" + circuit.provider())
                .start(
                        () -> {
                            try {
                                circuit.care();
                            } catch (RuntimeException e) {
                                LOG.warnf(
                                        "%s was not probed: %s",
                                        circuit.provider(), e.getClass().getName());
                            } finally {
                                probing.remove(circuit.provider());
                            }
                        });
    }
}
