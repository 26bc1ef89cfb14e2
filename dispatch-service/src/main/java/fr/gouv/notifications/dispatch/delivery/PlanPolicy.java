package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Step;
import fr.gouv.notifications.dispatch.delivery.Outcome.Answer;
import fr.gouv.notifications.dispatch.delivery.Settlement.Next;
import fr.gouv.notifications.dispatch.delivery.Settlement.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides how a plan goes on after an attempt. */
final class PlanPolicy {

    /** A last attempt needs about this long before the end of its step. */
    private static final Duration LAST_CHANCE = Duration.ofSeconds(30);

    /** After this time nothing more is heard of what a provider has taken. */
    static final Duration PROOF = Duration.ofDays(3);

    /** What follows from the outcome of an attempt. */
    static Settlement after(Task task, Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Delivered(var code, var reference) ->
                    succeeded(
                            task,
                            now,
                            DeliveryReport.DELIVERED,
                            new Next.Done("delivered"),
                            code,
                            reference);
            case Outcome.HandedOver(var code, var reference) ->
                    succeeded(
                            task,
                            now,
                            DeliveryReport.HANDED_OVER,
                            new Next.Awaiting("handed-over", now.plus(PROOF)),
                            code,
                            reference);
            case Outcome.Postponed(var hindrance, var answer) ->
                    postponed(task, now, "postponed", hindrance, hindrance.reason(), answer);
            case Outcome.Unreachable(var reason, var answer) ->
                    postponed(task, now, "unreachable", Hindrance.UNREACHABLE, reason, answer);
            case Outcome.Refused(var reason, var answer) -> refused(task, now, reason, answer);
            case Outcome.Unanswered(var answer) -> unanswered(task, now, answer);
        };
    }

    /**
     * A provider had taken it and gives it back. The next step follows, unless it is the words that were refused
     * or the message has expired.
     *
     * @param task with the plan as it was kept
     */
    static Settlement cameBack(Task task, Instant now, Reason reason, Answer answer) {
        var reports = new ArrayList<Report>();
        reports.add(new Report(DeliveryReport.BOUNCED, reason, answer, null, null));
        return isAboutTheWords(reason)
                ? finished(task, now, "bounced", reason, answer, reports)
                : exhausted(task, now, "bounced", reason, answer, reports);
    }

    /**
     * Until when the plan is kept of a message that a provider took, for the case that it comes back; {@code null}
     * when there is nothing that could follow.
     */
    static @Nullable Instant keptUntil(Settlement settlement) {
        var task = settlement.task();
        if (!isTaken(settlement) || task.channel() != Channel.EMAIL || !task.hasNextStep()) {
            return null;
        }
        var following = task.plan().subList(task.position() + 1, task.plan().size());
        var lastDeadline = Collections.max(following.stream().map(Step::deadline).toList());
        var end =
                Collections.min(
                        List.of(lastDeadline, task.expiresAt(), settlement.at().plus(PROOF)));
        return end.isAfter(settlement.at()) ? end : null;
    }

    private static boolean isTaken(Settlement settlement) {
        return settlement.reports().stream()
                .map(Report::report)
                .anyMatch(
                        report ->
                                report == DeliveryReport.DELIVERED
                                        || report == DeliveryReport.HANDED_OVER);
    }

    /** The carrier was not called: the message has expired, or its step has. */
    static Settlement tooLate(Task task, Instant now) {
        return task.expiresAt().isAfter(now)
                ? exhausted(task, now, "too-late", Reason.EXPIRED, Answer.NONE, new ArrayList<>())
                : finished(task, now, "too-late", Reason.EXPIRED, Answer.NONE, new ArrayList<>());
    }

    /** The carrier was not called: nobody carries this channel here. */
    static Settlement notOffered(Task task, Instant now) {
        return exhausted(
                task,
                now,
                "not-offered",
                Reason.CHANNEL_NOT_OFFERED,
                Answer.NONE,
                new ArrayList<>());
    }

    /** The carrier was not called: the message cannot be read, now or ever. */
    static Settlement unreadable(Task task, Instant now, Reason reason) {
        return finished(task, now, "unreadable", reason, Answer.NONE, new ArrayList<>());
    }

    /** The carrier was not called: the service does not want it any more, and nobody has it. */
    static Settlement cancelled(Task task, Instant now) {
        return new Settlement(
                task,
                now,
                "cancelled",
                new Next.Done("cancelled"),
                List.of(end(DeliveryReport.FINISHED, Reason.CANCELLED, Answer.NONE)));
    }

    /** As {@link #cancelled}, when an earlier attempt was never answered: it may have left. */
    static Settlement cancelledTooLate(Task task, Instant now) {
        return new Settlement(
                task,
                now,
                "cancelled",
                new Next.Done("unknown"),
                List.of(end(DeliveryReport.UNKNOWN, Reason.AMBIGUOUS, Answer.NONE)));
    }

    /**
     * The service cancelled it while it was being tried, and it was to be tried further: it ends here.
     * What was promised for later is not told.
     *
     * @param goingOn what would have followed
     */
    static Settlement stopped(Settlement goingOn, boolean mayHaveLeftBefore) {
        var task = goingOn.task();
        var uncertain = mayHaveLeftBefore || goingOn.result().equals("ambiguous");
        var end = uncertain ? cancelledTooLate(task, goingOn.at()) : cancelled(task, goingOn.at());
        var refusals =
                goingOn.reports().stream()
                        .filter(report -> report.report() == DeliveryReport.REFUSED);
        return new Settlement(
                task,
                goingOn.at(),
                goingOn.next() instanceof Next.GivenBack ? end.result() : goingOn.result(),
                end.next(),
                Stream.concat(refusals, end.reports().stream()).toList());
    }

    private static Report end(DeliveryReport report, Reason reason, Answer answer) {
        return new Report(report, reason, answer, null, null);
    }

    /** The carrier was not called, for a reason that has nothing to do with the message. */
    static Settlement givenBack(Task task, Instant now) {
        return new Settlement(task, now, "given-back", new Next.GivenBack(null), List.of());
    }

    /** As {@link #givenBack}, and nothing is to be tried during the pause. */
    static Settlement putOff(Task task, Instant now, Duration pause) {
        return new Settlement(
                task, now, "given-back", new Next.GivenBack(now.plus(pause)), List.of());
    }

    /** As {@link #givenBack}: it would be too fast now. It comes back before its step ends, to end there. */
    static Settlement paced(Task task, Instant now, Instant until) {
        var dueAt = until.isBefore(task.end()) ? until : task.end();
        return new Settlement(task, now, "given-back", new Next.GivenBack(dueAt), List.of());
    }

    private static Settlement succeeded(
            Task task,
            Instant now,
            DeliveryReport report,
            Next next,
            String code,
            @Nullable String reference) {
        return new Settlement(
                task,
                now,
                resultOf(report),
                next,
                List.of(new Report(report, null, new Answer(code, null), reference, null)));
    }

    private static Settlement postponed(
            Task task,
            Instant now,
            String result,
            Hindrance hindrance,
            Reason reason,
            Answer answer) {
        var wait = RetryPolicy.waitAfter(hindrance, task.failures() + 1, task.notificationId());
        var wished = now.plus(wait);
        var latest = task.end().minus(LAST_CHANCE);
        var dueAt = wished.isAfter(latest) ? latest : wished;
        if (dueAt.isBefore(now.plus(LAST_CHANCE)) && dueAt.isBefore(wished)) {
            return exhausted(task, now, result, reason, answer, new ArrayList<>());
        }
        return new Settlement(
                task,
                now,
                result,
                new Next.Again(dueAt),
                List.of(new Report(DeliveryReport.DEFERRED, reason, answer, null, dueAt)));
    }

    private static Settlement refused(Task task, Instant now, Reason reason, Answer answer) {
        var reports = new ArrayList<Report>();
        reports.add(new Report(DeliveryReport.REFUSED, reason, answer, null, null));
        // Another channel would carry the same words: the same fault would follow.
        return isAboutTheWords(reason)
                ? finished(task, now, "refused", reason, answer, reports)
                : exhausted(task, now, "refused", reason, answer, reports);
    }

    private static boolean isAboutTheWords(Reason reason) {
        return reason == Reason.CONTENT_REFUSED || reason == Reason.INVALID_REQUEST;
    }

    private static Settlement unanswered(Task task, Instant now, Answer answer) {
        return switch (task.ambiguityPolicy()) {
            case PREFER_NO_LOSS ->
                    postponed(
                            task,
                            now,
                            "ambiguous",
                            Hindrance.INTERRUPTED,
                            Reason.AMBIGUOUS,
                            answer);
            case PREFER_NO_DUPLICATE -> unknown(task, now, answer);
        };
    }

    private static Settlement unknown(Task task, Instant now, Answer answer) {
        return new Settlement(
                task,
                now,
                "ambiguous",
                new Next.Done("unknown"),
                List.of(new Report(DeliveryReport.UNKNOWN, Reason.AMBIGUOUS, answer, null, null)));
    }

    private static Settlement exhausted(
            Task task,
            Instant now,
            String result,
            Reason reason,
            Answer answer,
            List<Report> reports) {
        if (!task.hasNextStep() || !task.expiresAt().isAfter(now)) {
            return finished(task, now, result, reason, answer, reports);
        }
        reports.add(new Report(DeliveryReport.STEP_EXHAUSTED, reason, answer, null, null));
        var notBefore = task.nextStep().notBefore();
        return new Settlement(
                task,
                now,
                result,
                new Next.NextStep(notBefore.isAfter(now) ? notBefore : now),
                reports);
    }

    private static Settlement finished(
            Task task,
            Instant now,
            String result,
            Reason reason,
            Answer answer,
            List<Report> reports) {
        reports.add(end(DeliveryReport.FINISHED, reason, answer));
        return new Settlement(task, now, result, new Next.Done("finished"), reports);
    }

    private static String resultOf(DeliveryReport report) {
        return report == DeliveryReport.DELIVERED ? "delivered" : "handed-over";
    }

    private PlanPolicy() {}
}
