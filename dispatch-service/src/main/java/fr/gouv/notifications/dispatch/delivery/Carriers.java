package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.dispatch.pause.Pauses;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The carriers of this platform by channel, and whose messages may be handed to them now. */
@ApplicationScoped
class Carriers {

    private final Map<Channel, Carrier> byChannel = new EnumMap<>(Channel.class);
    private final Circuits circuits;
    private final RouteBreakers routes;
    private final Pauses pauses;

    Carriers(@All List<Carrier> carriers, Circuits circuits, RouteBreakers routes, Pauses pauses) {
        for (var carrier : carriers) {
            byChannel.put(carrier.channel(), carrier);
        }
        this.circuits = circuits;
        this.routes = routes;
        this.pauses = pauses;
    }

    @Nullable Carrier of(Channel channel) {
        return byChannel.get(channel);
    }

    /** Whether no message of this service may be handed over on this channel now. */
    boolean isHeld(Lane lane, Channel channel, String service) {
        return circuits.isOpen(channel)
                || isPaused(lane, channel)
                || pauses.now().holds(lane, service);
    }

    /** As {@link #isHeld}; the message by which a provider is tried is not held for its sake. */
    boolean isHeld(Task task) {
        return isPaused(task.lane(), task.channel())
                || pauses.now().holds(task.lane(), task.service())
                || (circuits.isOpen(task.channel()) && !circuits.isTrial(task));
    }

    /** The public services of which nothing may be claimed in this lane. */
    List<String> pausedServices(Lane lane) {
        return pauses.now().services(lane);
    }

    /** The channels whose messages may be claimed; one without a carrier is not held by it. */
    List<Channel> open(Lane lane) {
        var open = new ArrayList<Channel>();
        for (var channel : Channel.values()) {
            if (!circuits.isOpen(channel) && !isPaused(lane, channel)) {
                open.add(channel);
            }
        }
        return open;
    }

    /** A channel whose provider is to be tried with one message of this lane. */
    Optional<Channel> trial(Lane lane) {
        var channel = circuits.takeTrial();
        if (channel.isPresent() && isPaused(lane, channel.get())) {
            circuits.putOff(channel.get());
            return Optional.empty();
        }
        return channel;
    }

    private boolean isPaused(Lane lane, Channel channel) {
        var carrier = byChannel.get(channel);
        return pauses.now().holds(lane, channel, carrier == null ? null : carrier.provider())
                || routes.areAllPaused(lane, channel);
    }
}
