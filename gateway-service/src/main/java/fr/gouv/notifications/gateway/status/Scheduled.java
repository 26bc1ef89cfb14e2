package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.gateway.schedule.Kept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is told of a scheduled notification before tracking knows better. */
final class Scheduled {

    /** A notification of which tracking knows nothing yet. */
    static Tracked asTracked(UUID id, Kept kept) {
        var request = kept.request();
        var events = new ArrayList<>(List.of(event("scheduled", kept.acceptedAt(), null, kept)));
        if (kept.state() == Kept.State.STOPPED) {
            events.add(event("declined", kept.settledAt(), Reason.CANCELLED, null));
        }
        return new Tracked(
                id,
                status(kept.state()),
                kept.state() == Kept.State.STOPPED,
                reason(kept.state()),
                null,
                null,
                null,
                request == null ? null : request.template(),
                request == null ? null : request.templateVersion(),
                request == null ? null : request.category(),
                request == null ? null : request.lane(),
                request == null ? null : request.proofCode(),
                kept.notBefore(),
                request == null ? null : request.expiresAt(),
                request == null ? null : request.recipient(),
                null,
                null,
                kept.acceptedAt(),
                kept.settledAt(),
                events);
    }

    /** As tracking knows it, but stopped here meanwhile; empty when it was not. */
    static Optional<Tracked> stopped(Tracked tracked, Kept kept) {
        if (kept.state() != Kept.State.STOPPED) {
            return Optional.empty();
        }
        var known = tracked.events();
        var events = new ArrayList<>(known == null ? List.<Tracked.Event>of() : known);
        events.add(event("declined", kept.settledAt(), Reason.CANCELLED, null));
        return Optional.of(
                new Tracked(
                        tracked.id(),
                        PublicStatus.CANCELLED,
                        true,
                        Reason.CANCELLED,
                        null,
                        null,
                        null,
                        tracked.template(),
                        tracked.templateVersion(),
                        tracked.category(),
                        tracked.lane(),
                        tracked.proofCode(),
                        tracked.notBefore(),
                        tracked.expiresAt(),
                        tracked.recipient(),
                        null,
                        null,
                        tracked.createdAt(),
                        kept.settledAt(),
                        events));
    }

    private static PublicStatus status(Kept.State state) {
        return switch (state) {
            case WAITING -> PublicStatus.SCHEDULED;
            case LEAVING, LEFT -> PublicStatus.ACCEPTED;
            case STOPPED -> PublicStatus.CANCELLED;
        };
    }

    private static @Nullable Reason reason(Kept.State state) {
        return state == Kept.State.STOPPED ? Reason.CANCELLED : null;
    }

    private static Tracked.Event event(
            String type, Instant at, @Nullable Reason reason, @Nullable Kept kept) {
        return new Tracked.Event(
                type,
                at,
                null,
                null,
                null,
                null,
                reason,
                null,
                null,
                kept == null ? null : kept.notBefore(),
                null);
    }

    private Scheduled() {}
}
