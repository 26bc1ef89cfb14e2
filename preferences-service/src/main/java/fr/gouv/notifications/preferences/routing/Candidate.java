package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.preferences.citizen.Digests;
import fr.gouv.notifications.preferences.citizen.Refusal;
import fr.gouv.notifications.preferences.routing.Obstacles.Asked;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request with all the addresses there are, and what could stand in the way of it.
 *
 * @param byCitizen the refusal of every channel; absent when it could not be refused
 * @param byAddress each address as this service knows it: the refusal of it, its death
 */
record Candidate(
        NotificationRequested request,
        Map<Channel, String> addresses,
        @Nullable Refusal byCitizen,
        Map<Channel, Refusal> byAddress) {

    static Candidate of(Opened opened, Map<Channel, String> addresses, Digests digests) {
        var request = opened.request();
        Map<Channel, Refusal> byAddress = new EnumMap<>(Channel.class);
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
                citizen == null || request.category() == Category.MANDATORY
                        ? null
                        : new Refusal(citizen.service(), citizen.digest()),
                byAddress);
    }

    /** The address of a channel that was found reachable. */
    String address(Channel channel) {
        return Objects.requireNonNull(addresses.get(channel));
    }

    /** Under which that address is known. */
    String addressDigest(Channel channel) {
        return Objects.requireNonNull(byAddress.get(channel)).digest();
    }

    /** The refusals that would matter; none for a message that the citizen cannot refuse. */
    Stream<Refusal> refusals() {
        return request.category() == Category.MANDATORY
                ? Stream.empty()
                : Stream.concat(Stream.ofNullable(byCitizen), byAddress.values().stream());
    }

    /** The addresses that may be dead. */
    Stream<Asked> knownAddresses() {
        return byAddress.values().stream().map(this::asked);
    }

    private Asked asked(Refusal address) {
        return new Asked(address, request.occurredAt());
    }

    /** The channels on which one of these refusals stands in the way. */
    Set<Channel> refused(Set<Refusal> made) {
        return byCitizen != null && made.contains(byCitizen)
                ? EnumSet.allOf(Channel.class)
                : channels(made::contains);
    }

    /** The channels whose address was one of these when the service asked. */
    Set<Channel> among(Set<Asked> addressesMeant) {
        return channels(address -> addressesMeant.contains(asked(address)));
    }

    private Set<Channel> channels(Predicate<Refusal> meant) {
        var channels = EnumSet.noneOf(Channel.class);
        byAddress.forEach(
                (channel, address) -> {
                    if (meant.test(address)) {
                        channels.add(channel);
                    }
                });
        return channels;
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "Candidate[" + request.notificationId() + "]";
    }
}
