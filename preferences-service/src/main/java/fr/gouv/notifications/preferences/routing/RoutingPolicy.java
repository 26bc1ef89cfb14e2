package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which channels to try, and in which order. */
final class RoutingPolicy {

    /** When no channel is left, the first of these that removed one is the reason of all. */
    private static final List<Reason> DECISIVE =
            List.of(
                    Reason.OPTED_OUT,
                    Reason.SUPPRESSED_ADDRESS,
                    Reason.NO_ADDRESS,
                    Reason.CHANNEL_NOT_OFFERED);

    /**
     * What is known about the citizen and the platform.
     *
     * @param refused channels on which the citizen wants no optional message of this service
     * @param unwanted channels on which the citizen complained of this service
     * @param dead channels whose address takes nothing
     * @param offered channels that this platform has a provider for
     * @param reachable channels for which there is an address
     */
    record Circumstances(
            Set<Channel> refused,
            Set<Channel> unwanted,
            Set<Channel> dead,
            Set<Channel> offered,
            Set<Channel> reachable) {

        Circumstances {
            refused = Set.copyOf(refused);
            unwanted = Set.copyOf(unwanted);
            dead = Set.copyOf(dead);
            offered = Set.copyOf(offered);
            reachable = Set.copyOf(reachable);
        }
    }

    /**
     * Keeps, in the order of the request, the channels that the citizen does not refuse, the platform
     * offers and a living address completes. A mandatory message ignores refusals and complaints, but
     * never a dead address.
     */
    static Route route(NotificationRequested request, Circumstances circumstances, Instant now) {
        var notBefore = request.notBefore() == null ? accepted(request, now) : request.notBefore();
        var expiresAt = request.expiresAt();
        if (!now.isBefore(expiresAt) || !notBefore.isBefore(expiresAt)) {
            return new Route.Nowhere(Reason.EXPIRED, List.of());
        }
        List<Channel> kept = new ArrayList<>();
        List<Removal> removed = new ArrayList<>();
        for (var channel : new LinkedHashSet<>(request.channels())) {
            var reason = obstacle(channel, request.category(), circumstances);
            if (reason == null) {
                kept.add(channel);
            } else {
                removed.add(new Removal(channel, reason));
            }
        }
        return kept.isEmpty()
                ? new Route.Nowhere(decisive(removed), removed)
                : new Route.Through(kept, notBefore, removed);
    }

    /** Whoever accepted it may have a clock that is ahead: at once is at once all the same. */
    private static Instant accepted(NotificationRequested request, Instant now) {
        return request.occurredAt().isBefore(now) ? request.occurredAt() : now;
    }

    private static @Nullable Reason obstacle(
            Channel channel, Category category, Circumstances circumstances) {
        if (category == Category.OPTIONAL && circumstances.refused().contains(channel)) {
            return Reason.OPTED_OUT;
        }
        if (!circumstances.offered().contains(channel)) {
            return Reason.CHANNEL_NOT_OFFERED;
        }
        if (!circumstances.reachable().contains(channel)) {
            return Reason.NO_ADDRESS;
        }
        var suppressed =
                circumstances.dead().contains(channel)
                        || (category == Category.OPTIONAL
                                && circumstances.unwanted().contains(channel));
        return suppressed ? Reason.SUPPRESSED_ADDRESS : null;
    }

    private static Reason decisive(List<Removal> removed) {
        return DECISIVE.stream()
                .filter(reason -> removed.stream().anyMatch(each -> each.reason() == reason))
                .findFirst()
                .orElseThrow();
    }

    private RoutingPolicy() {}
}
