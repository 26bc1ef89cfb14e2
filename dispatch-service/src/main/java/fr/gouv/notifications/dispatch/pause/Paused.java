package fr.gouv.notifications.dispatch.pause;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.OperationTarget;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All that is paused at one moment.
 *
 * @param parts few: each was ordered by a person
 */
public record Paused(List<Part> parts) {

    static final Paused NOTHING = new Paused(List.of());

    public Paused {
        parts = List.copyOf(parts);
    }

    /**
     * One part of the platform.
     *
     * @param lane only what travels in this lane; absent means both
     */
    public record Part(OperationTarget target, String name, @Nullable Lane lane) {

        private boolean covers(Lane other) {
            return lane == null || lane == other;
        }
    }

    /** Whether nothing of this channel may leave, by this provider if there is one. */
    public boolean holds(Lane lane, Channel channel, @Nullable String provider) {
        return has(OperationTarget.CHANNEL, word(channel), lane)
                || (provider != null && has(OperationTarget.PROVIDER, provider, lane));
    }

    /** Whether nothing of this public service may leave. */
    public boolean holds(Lane lane, String service) {
        return has(OperationTarget.SERVICE, service, lane);
    }

    /** The public services of which nothing may leave in this lane. */
    public List<String> services(Lane lane) {
        return parts.stream()
                .filter(part -> part.target() == OperationTarget.SERVICE && part.covers(lane))
                .map(Part::name)
                .toList();
    }

    private boolean has(OperationTarget target, String name, Lane lane) {
        // Almost always empty, and never long.
        return parts.stream()
                .anyMatch(
                        part ->
                                part.target() == target
                                        && part.name().equals(name)
                                        && part.covers(lane));
    }

    private static String word(Channel channel) {
        return channel.name().toLowerCase(Locale.ROOT);
    }
}
