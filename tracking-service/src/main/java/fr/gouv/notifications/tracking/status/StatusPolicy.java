package fr.gouv.notifications.tracking.status;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.tracking.timeline.TimelineEvent;
import fr.gouv.notifications.tracking.timeline.TimelineEvent.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Derives where a notification stands from the set of its facts. Facts arrive in any order, late and
 * more than once: as only the set counts, none of this can change the answer.
 *
 * <p>The strongest evidence decides: what the citizen did; a proof of delivery on any step; the end
 * of the plan; that it was given up; the furthest step and attempt; the plan; a refusal to make one; the request,
 * at once or for later.
 *
 * <p>That a service asked for a cancellation decides nothing: it may have come too late. Who stops the
 * message says so, as the end of the plan or as a refusal, with the reason {@code cancelled}.
 */
final class StatusPolicy {

    private static final Comparator<TimelineEvent> EARLIEST =
            comparing(TimelineEvent::at).thenComparing(TimelineEvent::id);

    private static final Comparator<TimelineEvent> FURTHEST =
            comparingInt(TimelineEvent::step)
                    .thenComparingInt(StatusPolicy::attemptInStep)
                    .thenComparingInt(StatusPolicy::orderInAttempt)
                    .thenComparing(EARLIEST);

    /**
     * @param facts of one notification; never empty
     */
    static Standing standing(Collection<TimelineEvent> facts) {
        var createdAt =
                earliest(facts, StatusPolicy::asks)
                        .or(() -> earliest(facts, _ -> true))
                        .map(TimelineEvent::at)
                        .orElseThrow();
        return response(facts, Response.ACKNOWLEDGED, PublicStatus.ACKNOWLEDGED)
                .or(() -> response(facts, Response.OPENED, PublicStatus.CONFIRMED))
                .or(() -> delivered(facts))
                .or(() -> finished(facts))
                .or(() -> givenUp(facts))
                .or(() -> progress(facts))
                .or(() -> routed(facts))
                .or(() -> declined(facts))
                .or(() -> requested(facts))
                .or(() -> onlyHearsay(facts))
                .map(verdict -> verdict.standing(createdAt, hasReplied(facts)))
                .orElseThrow();
    }

    private static boolean hasReplied(Collection<TimelineEvent> facts) {
        return facts.stream().anyMatch(fact -> fact.report() == DeliveryReport.REPLIED);
    }

    private static Optional<Verdict> response(
            Collection<TimelineEvent> facts, Response response, PublicStatus status) {
        return earliest(facts, fact -> fact.response() == response)
                .map(fact -> Verdict.plain(status, fact));
    }

    /** Proof of delivery on any step, even one that was given up: the earliest that still holds. */
    private static Optional<Verdict> delivered(Collection<TimelineEvent> facts) {
        return earliest(facts, fact -> provesDelivery(fact) && !takenBack(fact, facts))
                .map(fact -> Verdict.plain(PublicStatus.DELIVERED, fact));
    }

    private static boolean provesDelivery(TimelineEvent fact) {
        if (fact.kind() == Kind.RESPONDED) {
            return true;
        }
        return fact.report() == DeliveryReport.DELIVERED
                || fact.report() == DeliveryReport.COMPLAINED
                || fact.report() == DeliveryReport.REPLIED;
    }

    /** A message that bounces after it was called delivered did not arrive after all. */
    private static boolean takenBack(TimelineEvent proof, Collection<TimelineEvent> facts) {
        if (proof.report() != DeliveryReport.DELIVERED) {
            return false;
        }
        return facts.stream()
                .anyMatch(
                        fact ->
                                fact.report() == DeliveryReport.BOUNCED
                                        && fact.step() == proof.step()
                                        && fact.attempt() == proof.attempt()
                                        && fact.at().isAfter(proof.at()));
    }

    private static Optional<Verdict> finished(Collection<TimelineEvent> facts) {
        var end =
                facts.stream()
                        .filter(fact -> fact.report() == DeliveryReport.FINISHED)
                        .max(FURTHEST);
        return end.map(
                fact -> {
                    var explanation = explanation(fact, facts);
                    var reason = fact.reason() == null ? explanation.reason() : fact.reason();
                    return new Verdict(endOf(reason), reason, explanation, fact);
                });
    }

    /** The end of a plan often says no more than that: the last failure explains it, but for a stop. */
    private static TimelineEvent explanation(TimelineEvent end, Collection<TimelineEvent> facts) {
        if (end.providerCode() != null || end.reason() == Reason.CANCELLED) {
            return end;
        }
        return facts.stream()
                .filter(fact -> fact.report() != DeliveryReport.FINISHED)
                .filter(StatusPolicy::isFailure)
                .max(FURTHEST)
                .orElse(end);
    }

    private static boolean isFailure(TimelineEvent fact) {
        return fact.report() != null && fact.reason() != null;
    }

    /** The status in which a notification ends for this reason. */
    private static PublicStatus endOf(@Nullable Reason reason) {
        return switch (reason) {
            case null -> PublicStatus.UNDELIVERABLE;
            case OPTED_OUT, SUPPRESSED_ADDRESS -> PublicStatus.SUPPRESSED;
            case DUPLICATE, INVALID_REQUEST -> PublicStatus.REJECTED;
            case AMBIGUOUS, NO_NEWS -> PublicStatus.UNKNOWN;
            case EXPIRED -> PublicStatus.EXPIRED;
            case CANCELLED, ERASED -> PublicStatus.CANCELLED;
            case NO_ADDRESS,
                    CHANNEL_NOT_OFFERED,
                    ADDRESS_UNKNOWN,
                    ADDRESS_DISABLED,
                    DOMAIN_UNKNOWN,
                    MAILBOX_FULL,
                    CONTENT_REFUSED,
                    SENDER_REFUSED,
                    REFUSED,
                    THROTTLED,
                    PROVIDER_UNREACHABLE,
                    PROVIDER_FAULT ->
                    PublicStatus.UNDELIVERABLE;
        };
    }

    /** Nobody will say any more what became of it: whoever does all the same is believed. */
    private static Optional<Verdict> givenUp(Collection<TimelineEvent> facts) {
        return earliest(facts, fact -> fact.overdue() == Overdue.GIVEN_UP)
                .map(fact -> new Verdict(PublicStatus.UNKNOWN, Reason.NO_NEWS, fact, fact));
    }

    private static Optional<Verdict> progress(Collection<TimelineEvent> facts) {
        return facts.stream()
                .map(StatusPolicy::progress)
                .flatMap(Optional::stream)
                .max(comparing(Verdict::fact, FURTHEST));
    }

    /** What this fact alone would make of the notification, if it is a step on the way. */
    private static Optional<Verdict> progress(TimelineEvent fact) {
        var reason = fact.reason();
        return switch (fact.report()) {
            case null -> Optional.empty();
            case DELIVERED, COMPLAINED, REPLIED, FINISHED -> Optional.empty();
            case HANDED_OVER -> Optional.of(Verdict.plain(PublicStatus.SENT, fact));
            case UNKNOWN ->
                    Optional.of(
                            new Verdict(
                                    PublicStatus.UNKNOWN,
                                    reason == null ? Reason.AMBIGUOUS : reason,
                                    fact,
                                    fact));
            case DEFERRED, REFUSED, BOUNCED, STEP_EXHAUSTED ->
                    Optional.of(new Verdict(PublicStatus.IN_PROGRESS, reason, fact, fact));
        };
    }

    /** The end of a step, or of the plan, comes after all its attempts, whatever number it carries. */
    private static int attemptInStep(TimelineEvent fact) {
        return fact.report() == DeliveryReport.STEP_EXHAUSTED
                        || fact.report() == DeliveryReport.FINISHED
                ? Integer.MAX_VALUE
                : fact.attempt();
    }

    /** In which order the reports of one attempt follow each other. */
    private static int orderInAttempt(TimelineEvent fact) {
        return switch (fact.report()) {
            case null -> 0;
            case HANDED_OVER -> 1;
            case DEFERRED -> 2;
            case UNKNOWN -> 3;
            case REFUSED -> 4;
            case BOUNCED -> 5;
            case DELIVERED -> 6;
            case COMPLAINED -> 7;
            case REPLIED -> 8;
            case STEP_EXHAUSTED -> 9;
            case FINISHED -> 10;
        };
    }

    private static Optional<Verdict> routed(Collection<TimelineEvent> facts) {
        return earliest(facts, fact -> fact.kind() == Kind.ROUTED)
                .map(fact -> Verdict.plain(waits(fact, PublicStatus.IN_PROGRESS), fact));
    }

    private static Optional<Verdict> declined(Collection<TimelineEvent> facts) {
        return earliest(facts, fact -> fact.kind() == Kind.DECLINED)
                .map(fact -> new Verdict(endOf(fact.reason()), fact.reason(), fact, fact));
    }

    private static Optional<Verdict> requested(Collection<TimelineEvent> facts) {
        return earliest(facts, fact -> fact.kind() == Kind.REQUESTED)
                .or(() -> earliest(facts, fact -> fact.kind() == Kind.SCHEDULED))
                .map(fact -> Verdict.plain(waits(fact, PublicStatus.ACCEPTED), fact));
    }

    /** What was kept for later is requested when its time has come. */
    private static boolean asks(TimelineEvent fact) {
        return fact.kind() == Kind.REQUESTED || fact.kind() == Kind.SCHEDULED;
    }

    /** Nobody stops what was not asked for, and nothing else is late; what became of it is not known yet. */
    private static Optional<Verdict> onlyHearsay(Collection<TimelineEvent> facts) {
        return earliest(facts, fact -> fact.kind() == Kind.CANCELLED || fact.kind() == Kind.OVERDUE)
                .map(fact -> Verdict.plain(PublicStatus.ACCEPTED, fact));
    }

    private static PublicStatus waits(TimelineEvent fact, PublicStatus otherwise) {
        return fact.dueAt() != null && fact.dueAt().isAfter(fact.at())
                ? PublicStatus.SCHEDULED
                : otherwise;
    }

    private static Optional<TimelineEvent> earliest(
            Collection<TimelineEvent> facts, Predicate<TimelineEvent> which) {
        return facts.stream().filter(which).min(EARLIEST);
    }

    /** The facts of one notification in the order in which they are told to a reader. */
    static List<TimelineEvent> chronological(Collection<TimelineEvent> facts) {
        return facts.stream()
                .sorted(
                        comparing(TimelineEvent::at)
                                .thenComparing(TimelineEvent::kind)
                                .thenComparing(FURTHEST))
                .toList();
    }

    /**
     * What was decided, and by which fact.
     *
     * @param explanation the fact whose provider code goes with the reason
     */
    private record Verdict(
            PublicStatus status,
            @Nullable Reason reason,
            TimelineEvent explanation,
            TimelineEvent fact) {

        static Verdict plain(PublicStatus status, TimelineEvent fact) {
            return new Verdict(status, null, fact, fact);
        }

        Standing standing(Instant createdAt, boolean replied) {
            return new Standing(
                    status,
                    reason,
                    explanation.providerCode(),
                    explanation.providerWords(),
                    fact.channel(),
                    replied,
                    createdAt,
                    fact.at());
        }
    }

    private StatusPolicy() {}
}
