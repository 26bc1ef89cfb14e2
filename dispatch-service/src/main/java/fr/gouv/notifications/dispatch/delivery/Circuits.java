package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Holds messages back while a provider does not work, so that an outage costs a probe now and then
 * instead of an attempt for every message. What one replica notices holds on all; one of them probes: it
 * asks whether the provider answers, and then tries a single message, whose outcome decides.
 */
@ApplicationScoped
class Circuits {

    private static final Logger LOG = Logger.getLogger(Circuits.class);

    private final Map<Channel, Circuit> circuits = new EnumMap<>(Channel.class);
    private final Breakers rows;
    private boolean isBlind;

    Circuits(
            @All List<Carrier> carriers,
            Breakers rows,
            DeliveryConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        for (var carrier : carriers) {
            var circuit =
                    new Circuit(
                            carrier.provider(),
                            carrier.channel(),
                            carrier::answers,
                            rows,
                            config,
                            clock);
            circuits.put(carrier.channel(), circuit);
            circuit.watch(metrics);
        }
        this.rows = rows;
    }

    /** Whether messages of this channel are held because its provider does not work. */
    boolean isOpen(Channel channel) {
        var circuit = circuits.get(channel);
        return circuit != null && circuit.isOpen();
    }

    /** Whether this is the one message by which a provider is tried. */
    boolean isTrial(Task task) {
        var circuit = circuits.get(task.channel());
        return circuit != null && circuit.isTrial(task.notificationId());
    }

    /** A channel for which the caller must find one message, or give it back. */
    Optional<Channel> takeTrial() {
        return circuits.entrySet().stream()
                .filter(entry -> entry.getValue().takeTrial())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The message that was found for a trial. */
    void begin(Channel channel, UUID notification) {
        of(channel).ifPresent(circuit -> circuit.begin(notification));
    }

    /** No message was found now. */
    void giveBack(Channel channel) {
        of(channel).ifPresent(Circuit::giveBack);
    }

    /** Its messages are paused: nothing can be tried, which is not the same as nothing to try. */
    void putOff(Channel channel) {
        of(channel).ifPresent(Circuit::putOff);
    }

    /** The attempt is over: if it was a trial without an outcome, another message is tried. */
    void released(Task task) {
        if (isTrial(task)) {
            giveBack(task.channel());
        }
    }

    /** Takes note of what came of an attempt. */
    void heard(Task task, Outcome outcome) {
        of(task.channel()).ifPresent(circuit -> circuit.heard(task.notificationId(), outcome));
    }

    /**
     * Learns how the other replicas find the providers, and probes those that are due.
     *
     * @return whether there is something to claim again
     */
    boolean care() {
        try {
            var isFree = look();
            for (var circuit : circuits.values()) {
                isFree |= circuit.care();
            }
            isBlind = false;
            return isFree;
        } catch (RuntimeException e) {
            if (!isBlind) {
                LOG.warnf("what is known of providers stays as it is: %s", e.getClass().getName());
            }
            isBlind = true;
            return false;
        }
    }

    private boolean look() {
        var isFree = false;
        for (var row : rows.all()) {
            var circuit = circuits.get(row.channel());
            // The breaker of a provider that was replaced holds nobody.
            if (circuit != null && circuit.provider().equals(row.provider())) {
                isFree |= circuit.learn(row);
            }
        }
        return isFree;
    }

    /** This replica stops: another one probes after the usual pause, not when the trial has lapsed. */
    void stop() {
        circuits.values().forEach(Circuit::stop);
    }

    private Optional<Circuit> of(Channel channel) {
        return Optional.ofNullable(circuits.get(channel));
    }
}
