package fr.gouv.notifications.tracking.timeline;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.CitizenResponded;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.NotificationOverdue;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.NotificationScheduled;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Removal;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.StatusChanged;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One fact in the life of a notification, as it is remembered: without words, without addresses.
 *
 * @param id of the fact; the same fact told again has the same
 * @param at when it happened, in microseconds as the database keeps it
 * @param channel on which it happened; for a plan, the first one
 * @param step position in the plan, from 0; 0 where the fact has none
 * @param attempt number of the attempt in the step, from 1; 0 where there was none
 * @param dueAt when the notification goes on: the time asked for, the start of the plan, the next
 *     attempt
 * @param providerWords what the provider said, sealed
 * @param overdue what had not happened in time
 */
public record TimelineEvent(
        UUID notificationId,
        UUID id,
        Kind kind,
        Instant at,
        @Nullable Channel channel,
        int step,
        int attempt,
        @Nullable DeliveryReport report,
        @Nullable Response response,
        @Nullable Reason reason,
        @Nullable String providerCode,
        @Nullable Instant dueAt,
        @Nullable String providerReference,
        @Nullable Sealed providerWords,
        List<Removal> removed,
        @Nullable Overdue overdue) {

    /** What kind of fact it is; in the order in which they follow each other. */
    public enum Kind {
        SCHEDULED,
        REQUESTED,
        DECLINED,
        ROUTED,
        REPORTED,
        CANCELLED,
        RESPONDED,
        OVERDUE
    }

    public TimelineEvent {
        at = at.truncatedTo(ChronoUnit.MICROS);
        dueAt = dueAt == null ? null : dueAt.truncatedTo(ChronoUnit.MICROS);
        removed = List.copyOf(removed);
    }

    /** What is remembered of a fact. */
    public static TimelineEvent of(UUID id, NotificationEvent fact) {
        return switch (fact) {
            case NotificationScheduled scheduled ->
                    plain(id, Kind.SCHEDULED, fact, null, null, scheduled.notBefore(), List.of());
            case NotificationRequested requested ->
                    plain(id, Kind.REQUESTED, fact, null, null, requested.notBefore(), List.of());
            case NotificationRouted routed ->
                    plain(
                            id,
                            Kind.ROUTED,
                            fact,
                            routed.plan().getFirst().channel(),
                            null,
                            routed.plan().getFirst().notBefore(),
                            routed.removed());
            case NotificationDeclined declined ->
                    plain(
                            id,
                            Kind.DECLINED,
                            fact,
                            null,
                            declined.reason(),
                            null,
                            declined.removed());
            case NotificationCancelled _ ->
                    plain(id, Kind.CANCELLED, fact, null, null, null, List.of());
            case DeliveryReported reported -> reported(id, reported);
            case CitizenResponded responded -> responded(id, responded);
            case NotificationOverdue overdue -> overdue(id, overdue);
            case StatusChanged _ ->
                    throw new IllegalArgumentException(
                            "a status is derived here, it is not a fact to remember");
        };
    }

    private static TimelineEvent plain(
            UUID id,
            Kind kind,
            NotificationEvent fact,
            @Nullable Channel channel,
            @Nullable Reason reason,
            @Nullable Instant dueAt,
            List<Removal> removed) {
        return new TimelineEvent(
                fact.notificationId(),
                id,
                kind,
                fact.occurredAt(),
                channel,
                0,
                0,
                null,
                null,
                reason,
                null,
                dueAt,
                null,
                null,
                removed,
                null);
    }

    private static TimelineEvent reported(UUID id, DeliveryReported fact) {
        return new TimelineEvent(
                fact.notificationId(),
                id,
                Kind.REPORTED,
                fact.occurredAt(),
                fact.channel(),
                fact.step(),
                fact.attempt(),
                fact.report(),
                null,
                fact.reason(),
                fact.providerCode(),
                fact.nextAttemptAt(),
                fact.providerReference(),
                fact.providerWords(),
                List.of(),
                null);
    }

    private static TimelineEvent responded(UUID id, CitizenResponded fact) {
        return new TimelineEvent(
                fact.notificationId(),
                id,
                Kind.RESPONDED,
                fact.occurredAt(),
                fact.channel(),
                0,
                0,
                null,
                fact.response(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }

    private static TimelineEvent overdue(UUID id, NotificationOverdue fact) {
        return new TimelineEvent(
                fact.notificationId(),
                id,
                Kind.OVERDUE,
                fact.occurredAt(),
                null,
                0,
                0,
                null,
                null,
                null,
                null,
                fact.since(),
                null,
                null,
                List.of(),
                fact.overdue());
    }
}
