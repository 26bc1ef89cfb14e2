package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.preferences.citizen.Digests;
import fr.gouv.notifications.preferences.citizen.Refusal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request with all the addresses there are, and what would be a refusal of it.
 *
 * @param byCitizen the refusal of every channel
 * @param byAddress the refusal of one channel
 */
record Candidate(
        NotificationRequested request,
        Map<Channel, String> addresses,
        @Nullable Refusal byCitizen,
        Map<Channel, Refusal> byAddress) {

    static Candidate of(Opened opened, Map<Channel, String> addresses, Digests digests) {
        var request = opened.request();
        Map<Channel, Refusal> byAddress = new EnumMap<>(Channel.class);
        if (request.category() == Category.MANDATORY) {
            return new Candidate(request, addresses, null, byAddress);
        }
        addresses.forEach(
                (channel, address) ->
                        byAddress.put(
                                channel,
                                new Refusal(
                                        request.service(), digests.ofAddress(channel, address))));
        var citizen = opened.citizen();
        return new Candidate(
                request,
                addresses,
                citizen == null ? null : new Refusal(citizen.service(), citizen.digest()),
                byAddress);
    }

    /** The address of a channel that was found reachable. */
    String address(Channel channel) {
        return Objects.requireNonNull(addresses.get(channel));
    }

    /** The refusals that would matter; none for a message that the citizen cannot refuse. */
    Stream<Refusal> refusals() {
        return Stream.concat(Stream.ofNullable(byCitizen), byAddress.values().stream());
    }

    /** The channels on which one of these refusals stands in the way. */
    Set<Channel> refused(Set<Refusal> made) {
        if (byCitizen != null && made.contains(byCitizen)) {
            return EnumSet.allOf(Channel.class);
        }
        var refused = EnumSet.noneOf(Channel.class);
        byAddress.forEach(
                (channel, refusal) -> {
                    if (made.contains(refusal)) {
                        refused.add(channel);
                    }
                });
        return refused;
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "Candidate[" + request.notificationId() + "]";
    }
}
