package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Removal;
import fr.gouv.notifications.contracts.Step;
import fr.gouv.notifications.eventing.DataKeys.Erased;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.preferences.citizen.CitizenKey;
import fr.gouv.notifications.preferences.citizen.Digests;
import fr.gouv.notifications.preferences.citizen.KnownCitizens;
import fr.gouv.notifications.preferences.routing.RoutingPolicy.Circumstances;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a batch of requests into plans or refusals, with two reads for all of them, and returns when
 * the broker has every answer.
 *
 * <p>Nothing is written here: a batch that is tried again gives the same answers with the same event
 * ids.
 */
@ApplicationScoped
class RouteRequests {

    private final KeyRing keys;
    private final Digests digests;
    private final KnownCitizens citizens;
    private final Obstacles obstacles;
    private final FactPublisher publisher;
    private final RoutingConfig config;
    private final RoutingRecord routes;
    private final InstantSource clock;

    RouteRequests(
            KeyRing keys,
            Digests digests,
            KnownCitizens citizens,
            Obstacles obstacles,
            FactPublisher publisher,
            RoutingConfig config,
            RoutingRecord routes,
            InstantSource clock) {
        this.keys = keys;
        this.digests = digests;
        this.citizens = citizens;
        this.obstacles = obstacles;
        this.publisher = publisher;
        this.config = config;
        this.routes = routes;
        this.clock = clock;
    }

    void route(List<Received> batch) {
        var now = clock.instant();
        List<Fact> answers = new ArrayList<>(batch.size());
        List<Opened> opened = new ArrayList<>(batch.size());
        for (var received : batch) {
            if (received.fact() instanceof NotificationRequested request) {
                try {
                    opened.add(open(request));
                } catch (Erased _) {
                    answers.add(declined(request, Reason.ERASED, List.of(), now));
                }
            }
        }
        var candidates = withAddresses(opened);
        var found = obstaclesTo(candidates);
        candidates.forEach(candidate -> answers.add(answer(candidate, found, now)));
        publisher.publishAllAndWait(answers, config.patience());
        routes.note(answers);
    }

    private Opened open(NotificationRequested request) throws Erased {
        try {
            var recipient =
                    keys.open(
                            request.service(),
                            request.notificationId(),
                            "recipient",
                            request.recipient(),
                            Recipient.class);
            return Opened.of(request, recipient, digests);
        } catch (UnreadableRecord e) {
            throw new BrokenSeal(e);
        }
    }

    private List<Candidate> withAddresses(List<Opened> opened) {
        Set<CitizenKey> citizensAsked =
                opened.stream()
                        .flatMap(each -> Stream.ofNullable(each.citizen()))
                        .collect(Collectors.toSet());
        var known = citizens.addressesOf(citizensAsked);
        return opened.stream()
                .map(each -> Candidate.of(each, each.addresses(known), digests))
                .toList();
    }

    private Obstacles.Found obstaclesTo(List<Candidate> candidates) {
        return obstacles.among(
                candidates.stream().flatMap(Candidate::refusals).collect(Collectors.toSet()),
                candidates.stream().flatMap(Candidate::knownAddresses).collect(Collectors.toSet()));
    }

    private Fact answer(Candidate candidate, Obstacles.Found found, Instant now) {
        var request = candidate.request();
        var circumstances =
                new Circumstances(
                        candidate.refused(found.refused()),
                        candidate.among(found.unwanted()),
                        candidate.among(found.dead()),
                        config.offered(),
                        candidate.addresses().keySet());
        return switch (RoutingPolicy.route(request, circumstances, now)) {
            case Route.Through through -> routed(candidate, through, now);
            case Route.Nowhere(var reason, var removed) -> declined(request, reason, removed, now);
        };
    }

    private Fact routed(Candidate candidate, Route.Through route, Instant now) {
        var request = candidate.request();
        try {
            List<Step> plan = new ArrayList<>(route.channels().size());
            for (var channel : route.channels()) {
                plan.add(step(candidate, channel, route.notBefore()));
            }
            return new NotificationRouted(
                    request.notificationId(),
                    now,
                    request.service(),
                    request.category(),
                    request.lane(),
                    request.ambiguityPolicy(),
                    request.proofCode(),
                    request.expiresAt(),
                    plan,
                    route.removed(),
                    request.words());
        } catch (Erased _) {
            return declined(request, Reason.ERASED, List.of(), now);
        }
    }

    private Step step(Candidate candidate, Channel channel, Instant notBefore) throws Erased {
        var request = candidate.request();
        var address = candidate.address(channel);
        var box =
                keys.seal(
                        request.service(),
                        request.recipient().day(),
                        request.notificationId(),
                        "address",
                        address);
        return new Step(
                channel, box, notBefore, request.expiresAt(), candidate.addressDigest(channel));
    }

    private static NotificationDeclined declined(
            NotificationRequested request, Reason reason, List<Removal> removed, Instant now) {
        return new NotificationDeclined(
                request.notificationId(), now, request.service(), reason, removed);
    }
}
