package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.deadletter.DeadLetter.State;
import fr.gouv.notifications.gateway.deadletter.Readout.Content;
import fr.gouv.notifications.gateway.intake.Readmission;
import fr.gouv.notifications.gateway.status.Standings;
import fr.gouv.notifications.gateway.submission.NotificationIds;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the fact of a dead letter again: read anew, checked anew, written anew, under the id that the
 * fact always had. A record is never published as it was.
 */
@ApplicationScoped
class RedriveDeadLetters {

    private static final Logger LOG = Logger.getLogger(RedriveDeadLetters.class);

    private final DeadLetters letters;
    private final Readout readout;
    private final Readmission readmission;
    private final Standings standings;
    private final NotificationIds ids;
    private final KeyRing keys;
    private final FactPublisher publisher;
    private final AuditTrail audit;
    private final DeadLetterConfig config;
    private final InstantSource clock;

    RedriveDeadLetters(
            DeadLetters letters,
            Readout readout,
            Readmission readmission,
            Standings standings,
            NotificationIds ids,
            KeyRing keys,
            FactPublisher publisher,
            AuditTrail audit,
            DeadLetterConfig config,
            InstantSource clock) {
        this.letters = letters;
        this.readout = readout;
        this.readmission = readmission;
        this.standings = standings;
        this.ids = ids;
        this.keys = keys;
        this.publisher = publisher;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Re-drives one dead letter, once whoever else tries. After a crash in between its fact may be told
     * a second time, which changes nothing.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused when tracking is away, and then nothing was
     *     done
     * @throws FactPublisher.BrokerUnavailable when the broker is; the same call can be made again
     */
    Redriving redrive(UUID id, Explanation why, String actor) {
        var found = letters.find(id);
        if (found.isEmpty()) {
            return new Redriving.Unknown();
        }
        var now = clock.instant();
        if (!letters.claim(id, now, now.plus(config.lease()))) {
            return new Redriving.Closed(letters.find(id).orElse(found.get()));
        }
        var isEnded = false;
        try {
            var answer = attempt(found.get());
            end(found.get(), answer, why, actor);
            isEnded = true;
            return answer;
        } finally {
            if (!isEnded) {
                releaseOrSay(id);
            }
        }
    }

    private void end(DeadLetter letter, Redriving answer, Explanation why, String actor) {
        var isDone = answer instanceof Redriving.Done;
        QuarkusTransaction.requiringNew()
                .run(
                        () -> {
                            if (isDone) {
                                letters.settle(
                                        letter.id(),
                                        State.REDRIVING,
                                        State.REDRIVEN,
                                        actor,
                                        why.text());
                            } else {
                                letters.release(letter.id());
                            }
                            audit.note(
                                    actor,
                                    isDone ? "dead-letter-redriven" : "dead-letter-redrive-refused",
                                    "dead-letter/" + letter.id(),
                                    why,
                                    "open",
                                    outcome(answer));
                        });
        LOG.infof("dead letter %s: %s", letter.id(), outcome(answer));
    }

    private static String outcome(Redriving answer) {
        return answer instanceof Redriving.NotDone(var refusal, _)
                ? "open, refused: " + refusal.code()
                : "redriven";
    }

    private void releaseOrSay(UUID id) {
        try {
            letters.release(id);
        } catch (RuntimeException e) {
            LOG.warnf(
                    "dead letter %s can be re-driven again only after its lease: %s",
                    id, e.getClass().getName());
        }
    }

    private Redriving attempt(DeadLetter letter) {
        return switch (readout.of(letter)) {
            case Content.Unreadable(_, var why, var fault, _) -> new Redriving.NotDone(why, fault);
            case Content.Submission submission -> admitted(submission);
            case Content.Legible(_, var fact) ->
                    refusal(letter, fact)
                            .<Redriving>map(refusal -> new Redriving.NotDone(refusal, null))
                            .orElseGet(() -> told(fact));
        };
    }

    private Redriving admitted(Content.Submission submission) {
        return switch (readmission.take(submission.record())) {
            case Readmission.Accepted(var notification) -> new Redriving.Done(null, notification);
            case Readmission.Refused(var problem) ->
                    new Redriving.NotDone(Refusal.REFUSED_AGAIN, Readout.code(problem.type()));
            case Readmission.Unknown _ -> new Redriving.NotDone(Refusal.UNKNOWN_SERVICE, null);
        };
    }

    private Optional<Refusal> refusal(DeadLetter letter, Fact fact) {
        var never = RedrivePolicy.refusal(fact, Optional.empty(), clock.instant());
        if (never.equals(Optional.of(Refusal.NOT_HEARD_BY_US))) {
            return never;
        }
        if (!Topics.of(fact).equals(letter.origin().topic())) {
            return Optional.of(Refusal.WRONG_TOPIC);
        }
        if (fact instanceof NotificationEvent event
                && ids.mintedAt(event.notificationId(), event.service()).isEmpty()) {
            return Optional.of(Refusal.UNKNOWN_NOTIFICATION);
        }
        var standing =
                RedrivePolicy.dependsOnTheNotification(fact)
                                && fact instanceof NotificationEvent event
                        ? standings.find(event.service(), event.notificationId())
                        : Optional.<Standings.Standing>empty();
        var refusal = RedrivePolicy.refusal(fact, standing, clock.instant());
        return refusal.isPresent() ? refusal : unlessItOpens(fact);
    }

    /** What is sealed in it must open: nobody could send it otherwise. */
    private Optional<Refusal> unlessItOpens(Fact fact) {
        return switch (fact) {
            case NotificationRequested requested ->
                    unlessOpens(requested, "recipient", requested.recipient())
                            .or(() -> unlessOpens(requested, "words", requested.words()));
            case NotificationRouted routed -> unlessOpens(routed, "words", routed.words());
            default -> Optional.empty();
        };
    }

    private Optional<Refusal> unlessOpens(NotificationEvent event, String purpose, Sealed sealed) {
        try {
            var _ = keys.open(event.service(), event.notificationId(), purpose, sealed);
            return Optional.empty();
        } catch (DataKeys.Erased _) {
            return Optional.of(Refusal.ERASED);
        } catch (UnreadableRecord _) {
            return Optional.of(Refusal.STILL_UNREADABLE);
        }
    }

    private Redriving told(Fact fact) {
        publisher.publishAllAndWait(List.of(fact), config.patience());
        return new Redriving.Done(Topics.of(fact), notificationOf(fact));
    }

    private static @Nullable UUID notificationOf(Fact fact) {
        return fact instanceof NotificationEvent event ? event.notificationId() : null;
    }
}
