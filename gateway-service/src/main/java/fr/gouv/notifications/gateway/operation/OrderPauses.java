package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.eventing.Outbox;
import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.operation.Pause.Kind;
import fr.gouv.notifications.gateway.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pauses and resumes parts of the platform: noted, audited and told in one transaction. */
@ApplicationScoped
class OrderPauses {

    /** A database of dispatch that was restored learns again what is paused, and what no longer. */
    private static final Duration TOLD_AGAIN_AFTER = Duration.ofMinutes(10);

    private final Pauses pauses;
    private final AuditTrail audit;
    private final Outbox outbox;
    private final InstantSource clock;

    OrderPauses(Pauses pauses, AuditTrail audit, Outbox outbox, InstantSource clock) {
        this.pauses = pauses;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Pauses it; what is paused in the same way already stays as it is.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused when there is no such part
     */
    @Transactional
    Pause pause(Kind kind, String name, @Nullable Lane lane, Explanation why, String actor) {
        mustExist(kind, name);
        var before = pauses.locked(kind, name);
        if (before.isPresent()
                && before.get().isPaused()
                && Objects.equals(before.get().lane(), lane)) {
            return before.get();
        }
        return order(
                before,
                new Pause(
                        kind,
                        name,
                        lane,
                        true,
                        next(before),
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        actor,
                        why.text()),
                why,
                actor);
    }

    /** Pauses what this public service sends in bulk; one that is paused already, or gone, stays so. */
    @Transactional
    void pauseBulk(String service, Explanation why, String actor) {
        if (!pauses.isService(service)
                || pauses.locked(Kind.SERVICE, service).filter(Pause::isPaused).isPresent()) {
            return;
        }
        pause(Kind.SERVICE, service, Lane.BULK, why, actor);
    }

    /** Resumes it; empty when it is not paused. */
    @Transactional
    Optional<Pause> resume(Kind kind, String name, Explanation why, String actor) {
        var before = pauses.locked(kind, name);
        return before.filter(Pause::isPaused)
                .map(
                        standing ->
                                order(
                                        before,
                                        new Pause(
                                                kind,
                                                name,
                                                null,
                                                false,
                                                next(before),
                                                clock.instant().truncatedTo(ChronoUnit.MICROS),
                                                actor,
                                                why.text()),
                                        why,
                                        actor));
    }

    /** Tells again how every part stands that ever was paused; of several replicas one does. */
    @Transactional
    int tellAgain() {
        var now = clock.instant();
        var standing = pauses.untoldSince(now.minus(TOLD_AGAIN_AFTER), now);
        outbox.tellAll(standing.stream().flatMap(pause -> pause.fact().stream()).toList());
        return standing.size();
    }

    private Pause order(Optional<Pause> before, Pause after, Explanation why, String actor) {
        pauses.save(after);
        if (after.kind() == Kind.BATCH) {
            pauses.showOnBatch(after.name(), after.isPaused());
        }
        audit.note(
                actor,
                after.isPaused() ? "operation-paused" : "operation-resumed",
                after.kind().word() + "/" + after.name(),
                why,
                before.map(Pause::state).orElse("running"),
                after.state());
        outbox.tellAll(after.fact().map(List::of).orElse(List.of()));
        return after;
    }

    private static long next(Optional<Pause> before) {
        return before.map(Pause::version).orElse(0L) + 1;
    }

    private void mustExist(Kind kind, String name) {
        var isThere =
                switch (kind) {
                    // What dispatch does not know holds nothing.
                    case CHANNEL, PROVIDER -> true;
                    case SERVICE -> pauses.isService(name);
                    case BATCH -> pauses.isBatch(name);
                };
        if (!isThere) {
            throw Problem.notFound("there is no " + kind.word() + " of this name").refused();
        }
    }
}
