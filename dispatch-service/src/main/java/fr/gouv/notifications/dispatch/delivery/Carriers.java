package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.dispatch.pause.Pauses;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The carriers of this platform by channel, and which of them can be reached. */
@ApplicationScoped
class Carriers {

    private static final Logger LOG = Logger.getLogger(Carriers.class);

    private final Map<Channel, Carrier> byChannel = new EnumMap<>(Channel.class);
    private final Map<Channel, Hold> holds = new EnumMap<>(Channel.class);
    private final Pauses pauses;
    private final InstantSource clock;

    Carriers(
            @All List<Carrier> carriers,
            DeliveryConfig config,
            Pauses pauses,
            InstantSource clock) {
        for (var carrier : carriers) {
            byChannel.put(carrier.channel(), carrier);
        }
        for (var channel : Channel.values()) {
            holds.put(channel, new Hold(config.holdAfter(), config.longestProbePause()));
        }
        this.pauses = pauses;
        this.clock = clock;
    }

    @Nullable Carrier of(Channel channel) {
        return byChannel.get(channel);
    }

    /** Whether no message of this service may be handed over on this channel now. */
    boolean isHeld(Lane lane, Channel channel, String service) {
        return isHeld(lane, channel) || pauses.now().holds(lane, service);
    }

    private boolean isHeld(Lane lane, Channel channel) {
        var carrier = byChannel.get(channel);
        return holdOf(channel).isClosed()
                || pauses.now().holds(lane, channel, carrier == null ? null : carrier.provider());
    }

    /** The public services of which nothing may be claimed in this lane. */
    List<String> pausedServices(Lane lane) {
        return pauses.now().services(lane);
    }

    /** The channels whose messages may be claimed; one without a carrier is not held by it. */
    List<Channel> open(Lane lane) {
        var open = new ArrayList<Channel>();
        for (var channel : Channel.values()) {
            if (!isHeld(lane, channel)) {
                open.add(channel);
            }
        }
        return open;
    }

    /** Takes note of whether the carrier could be reached. */
    void heard(Channel channel, Outcome outcome) {
        if (!(outcome instanceof Outcome.Unreachable(var reason, var answer))) {
            holdOf(channel).reached();
            return;
        }
        if (holdOf(channel).missed(clock.instant())) {
            LOG.errorf(
                    "carrier of %s cannot be reached (%s, %s): its messages are held back",
                    channel, reason, answer.code());
        }
    }

    /** Asks the carriers that are held and due for a probe; {@code true} when one answers again. */
    boolean probe() {
        var released = false;
        for (var entry : byChannel.entrySet()) {
            var hold = holdOf(entry.getKey());
            if (!hold.isProbeDue(clock.instant())) {
                continue;
            }
            if (entry.getValue().answers()) {
                hold.reached();
                released = true;
                LOG.infof("carrier of %s answers again: its messages go on", entry.getKey());
            } else {
                hold.missed(clock.instant());
            }
        }
        return released;
    }

    private Hold holdOf(Channel channel) {
        var hold = holds.get(channel);
        if (hold == null) {
            throw new IllegalArgumentException("no hold for " + channel);
        }
        return hold;
    }
}
