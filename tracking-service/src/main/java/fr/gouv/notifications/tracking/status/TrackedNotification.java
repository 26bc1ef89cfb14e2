package fr.gouv.notifications.tracking.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Removal;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.tracking.timeline.TimelineEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification as the gateway reads it. What is sealed stays sealed: the gateway has the keys.
 *
 * @param overdue what should have happened by now, and has not
 * @param overdueSince when it should have happened
 * @param settled whether nothing more is expected
 * @param providerWords what the provider said with its code; left out of lists
 * @param events every fact, oldest first; left out of lists
 */
record TrackedNotification(
        UUID id,
        String service,
        PublicStatus status,
        @JsonProperty("final") boolean settled,
        @Nullable Reason reason,
        @Nullable String providerCode,
        @Nullable Sealed providerWords,
        @Nullable Channel channel,
        @Nullable String template,
        @Nullable Integer templateVersion,
        @Nullable Category category,
        @Nullable Lane lane,
        @Nullable String proofCode,
        @Nullable String referenceDigest,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Sealed recipient,
        @Nullable Overdue overdue,
        @Nullable Instant overdueSince,
        long sequence,
        Instant createdAt,
        Instant updatedAt,
        @Nullable List<Event> events) {

    /** One line of a list. */
    static TrackedNotification listed(NotificationRow row) {
        return of(row, row.standing(), null);
    }

    /** All that is known. */
    static TrackedNotification complete(NotificationRow row, Collection<TimelineEvent> facts) {
        return of(
                row,
                StatusPolicy.standing(facts),
                StatusPolicy.chronological(facts).stream().map(Event::of).toList());
    }

    private static TrackedNotification of(
            NotificationRow row, Standing standing, @Nullable List<Event> events) {
        var request = row.request();
        return new TrackedNotification(
                row.id(),
                row.service(),
                standing.status(),
                standing.settled(),
                standing.reason(),
                standing.providerCode(),
                standing.providerWords(),
                standing.channel(),
                request == null ? null : request.template(),
                request == null ? null : request.templateVersion(),
                request == null ? null : request.category(),
                request == null ? null : request.lane(),
                request == null ? null : request.proofCode(),
                request == null ? null : request.referenceDigest(),
                request == null ? null : request.notBefore(),
                request == null ? null : request.expiresAt(),
                request == null ? null : request.recipient(),
                row.watch().overdue(),
                row.watch().since(),
                row.sequence(),
                standing.createdAt(),
                standing.updatedAt(),
                events);
    }

    /** One fact; step and attempt only where they mean something. */
    record Event(
            UUID id,
            @JsonProperty("type") TimelineEvent.Kind kind,
            Instant at,
            @Nullable Channel channel,
            @Nullable Integer step,
            @Nullable Integer attempt,
            @Nullable DeliveryReport report,
            @Nullable Response response,
            @Nullable Reason reason,
            @Nullable String providerCode,
            @Nullable String providerReference,
            @Nullable Sealed providerWords,
            @Nullable Instant dueAt,
            @Nullable List<Removal> removed,
            @Nullable Overdue overdue) {

        static Event of(TimelineEvent fact) {
            var reported = fact.kind() == TimelineEvent.Kind.REPORTED;
            return new Event(
                    fact.id(),
                    fact.kind(),
                    fact.at(),
                    fact.channel(),
                    reported ? fact.step() : null,
                    reported ? fact.attempt() : null,
                    fact.report(),
                    fact.response(),
                    fact.reason(),
                    fact.providerCode(),
                    fact.providerReference(),
                    fact.providerWords(),
                    fact.dueAt(),
                    fact.removed().isEmpty() ? null : fact.removed(),
                    fact.overdue());
        }
    }

    /**
     * Some of the notifications of a service.
     *
     * @param next where the next page starts; absent on the last one
     */
    record Page(List<TrackedNotification> items, @Nullable String next) {}
}
