package fr.gouv.notifications.tracking.status;

import static java.util.Comparator.comparing;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.tracking.timeline.TimelineEvent;
import fr.gouv.notifications.tracking.timeline.TimelineEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides by when something must have happened to a notification. Like the status it follows from
 * the set of facts alone, among them the alerts that were told: any order and repetition of them
 * ends in the same.
 */
final class WatchPolicy {

    /** From the acceptance to a plan. */
    private static final Patience ROUTING =
            new Patience(Duration.ofMinutes(5), Duration.ofHours(1));

    /** From its time to its leaving. */
    private static final Patience RELEASE =
            new Patience(Duration.ofMinutes(5), Duration.ofHours(1));

    /** From the plan, or the time in it, to a provider that takes it. */
    private static final Patience SENDING =
            new Patience(Duration.ofMinutes(15), Duration.ofHours(6));

    /** From the end of its validity to the word that it has ended. */
    private static final Patience ENDING =
            new Patience(Duration.ofMinutes(15), Duration.ofHours(1));

    /** dispatch ends the wait for a proof after 72 hours. */
    private static final Duration PROOF = Duration.ofHours(78);

    /** Longer than any topic keeps what could still tell. */
    private static final Duration HOPE = Duration.ofDays(10);

    /** How long each lane may take; where the lane is not known, the patient one. */
    private record Patience(Duration express, Duration bulk) {

        Duration of(@Nullable Request request) {
            return request != null && request.lane() == Lane.EXPRESS ? express : bulk;
        }
    }

    /** One thing that must have happened, and by when. */
    record Deadline(Overdue overdue, Instant at) {}

    /**
     * @param facts of one notification; never empty
     */
    static Watch watch(
            Standing standing, @Nullable Request request, Collection<TimelineEvent> facts) {
        var deadlines = deadlines(standing, request, facts);
        var told = told(facts);
        var latest =
                deadlines.stream()
                        .filter(deadline -> told.contains(deadline.overdue()))
                        .max(comparing(Deadline::at).thenComparing(Deadline::overdue));
        return new Watch(
                next(deadlines, told).map(Deadline::at).orElse(null),
                latest.map(Deadline::overdue).orElse(null),
                latest.map(Deadline::at).orElse(null));
    }

    /** What is to be told now, if anything: one cause at a time, the earliest first. */
    static Optional<Deadline> missed(
            Standing standing,
            @Nullable Request request,
            Collection<TimelineEvent> facts,
            Instant now) {
        return next(deadlines(standing, request, facts), told(facts))
                .filter(deadline -> !deadline.at().isAfter(now));
    }

    private static Optional<Deadline> next(List<Deadline> deadlines, Set<Overdue> told) {
        return deadlines.stream()
                .filter(deadline -> !told.contains(deadline.overdue()))
                .min(comparing(Deadline::at).thenComparing(Deadline::overdue));
    }

    private static List<Deadline> deadlines(
            Standing standing, @Nullable Request request, Collection<TimelineEvent> facts) {
        if (standing.settled()) {
            return List.of();
        }
        var deadlines = new ArrayList<Deadline>();
        var own = own(standing, request, facts);
        deadlines.add(own);
        var end = own.at();
        if (request != null && standing.status() != PublicStatus.SENT) {
            var ended = request.expiresAt().plus(ENDING.of(request));
            deadlines.add(new Deadline(Overdue.NOT_ENDED, ended));
            end = ended.isAfter(end) ? ended : end;
        }
        deadlines.add(new Deadline(Overdue.GIVEN_UP, end.plus(HOPE)));
        return deadlines;
    }

    /** The deadline of the status in which it stands. */
    private static Deadline own(
            Standing standing, @Nullable Request request, Collection<TimelineEvent> facts) {
        return switch (standing.status()) {
            case ACCEPTED ->
                    new Deadline(
                            Overdue.NOT_ROUTED, standing.updatedAt().plus(ROUTING.of(request)));
            case SCHEDULED ->
                    new Deadline(
                            Overdue.NOT_RELEASED,
                            later(standing.updatedAt(), planned(facts)).plus(RELEASE.of(request)));
            case IN_PROGRESS ->
                    new Deadline(Overdue.NOT_SENT, underWay(facts).plus(SENDING.of(request)));
            case SENT -> new Deadline(Overdue.NO_PROOF, standing.updatedAt().plus(PROOF));
            case DELIVERED,
                    CONFIRMED,
                    ACKNOWLEDGED,
                    UNDELIVERABLE,
                    UNKNOWN,
                    EXPIRED,
                    CANCELLED,
                    SUPPRESSED,
                    REJECTED ->
                    throw new IllegalArgumentException("nothing is due any more");
        };
    }

    /** The time that was asked for, or that the plan begins with. */
    private static @Nullable Instant planned(Collection<TimelineEvent> facts) {
        return facts.stream()
                .filter(fact -> isPlan(fact.kind()))
                .map(TimelineEvent::dueAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static boolean isPlan(Kind kind) {
        return kind == Kind.SCHEDULED || kind == Kind.REQUESTED || kind == Kind.ROUTED;
    }

    /**
     * Since when a provider could have it: the plan, the time in it, or the latest way that was given
     * up for the next. Attempts that are put off prolong nothing.
     */
    private static Instant underWay(Collection<TimelineEvent> facts) {
        var begun =
                facts.stream()
                        .filter(
                                fact ->
                                        fact.kind() == Kind.ROUTED
                                                || fact.report() == DeliveryReport.STEP_EXHAUSTED)
                        .map(TimelineEvent::at)
                        .max(Instant::compareTo)
                        .or(() -> facts.stream().map(TimelineEvent::at).min(Instant::compareTo))
                        .orElseThrow();
        return later(begun, planned(facts));
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private static Set<Overdue> told(Collection<TimelineEvent> facts) {
        var told = EnumSet.noneOf(Overdue.class);
        facts.stream().map(TimelineEvent::overdue).filter(Objects::nonNull).forEach(told::add);
        return told;
    }

    private WatchPolicy() {}
}
