package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.CitizenResponded;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.NotificationOverdue;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.NotificationScheduled;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Removal;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Step;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.tracking.timeline.TimelineEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Facts about one notification, told minute by minute. */
record Facts(UUID id, String service) {

    static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    static final Sealed BOX = new Sealed(LocalDate.parse("2026-11-23"), "c2VhbGVk");
    private static final Instant EXPIRY = START.plusSeconds(172_800);

    static Facts ofSomeNotification() {
        return new Facts(UUID.randomUUID(), "caf-92");
    }

    static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    NotificationRequested requested(int minute) {
        return requested(minute, null);
    }

    NotificationRequested requested(int minute, @Nullable Instant notBefore) {
        return new NotificationRequested(
                id,
                minute(minute),
                service,
                "rdv-rappel",
                3,
                Category.OPTIONAL,
                Lane.EXPRESS,
                AmbiguityPolicy.PREFER_NO_LOSS,
                "7K3M9QXZ4",
                "digest-of-dossier-42",
                notBefore,
                EXPIRY,
                List.of(Channel.EMAIL, Channel.SMS),
                BOX,
                BOX);
    }

    /** Asked for as a row of a file. */
    NotificationRequested requestedInFile(int minute, UUID batch) {
        var alone = requested(minute);
        return new NotificationRequested(
                id,
                alone.occurredAt(),
                service,
                alone.template(),
                alone.templateVersion(),
                alone.category(),
                Lane.BULK,
                alone.ambiguityPolicy(),
                alone.proofCode(),
                null,
                null,
                alone.expiresAt(),
                alone.channels(),
                BOX,
                BOX,
                batch);
    }

    NotificationScheduled scheduled(int minute, Instant notBefore) {
        return new NotificationScheduled(
                id,
                minute(minute),
                service,
                "rdv-rappel",
                3,
                Category.OPTIONAL,
                Lane.EXPRESS,
                "7K3M9QXZ4",
                "digest-of-dossier-42",
                notBefore,
                EXPIRY,
                BOX);
    }

    NotificationRouted routed(int minute) {
        return new NotificationRouted(
                id,
                minute(minute),
                service,
                Category.OPTIONAL,
                Lane.EXPRESS,
                AmbiguityPolicy.PREFER_NO_LOSS,
                "7K3M9QXZ4",
                EXPIRY,
                List.of(new Step(Channel.EMAIL, BOX, minute(minute), EXPIRY, null)),
                List.of(new Removal(Channel.SMS, Reason.CHANNEL_NOT_OFFERED)),
                BOX);
    }

    NotificationDeclined declined(int minute, Reason reason) {
        return new NotificationDeclined(
                id, minute(minute), service, reason, List.of(new Removal(Channel.EMAIL, reason)));
    }

    NotificationCancelled cancelled(int minute) {
        return new NotificationCancelled(id, minute(minute), service);
    }

    DeliveryReported reported(int minute, int step, int attempt, DeliveryReport report) {
        return reported(minute, step, attempt, report, null, null);
    }

    DeliveryReported reported(
            int minute,
            int step,
            int attempt,
            DeliveryReport report,
            @Nullable Reason reason,
            @Nullable String code) {
        return new DeliveryReported(
                id,
                minute(minute),
                service,
                step == 0 ? Channel.EMAIL : Channel.SMS,
                step,
                attempt,
                report,
                reason,
                code,
                null,
                code == null ? null : BOX,
                report == DeliveryReport.DEFERRED ? minute(minute + 5) : null,
                null);
    }

    CitizenResponded responded(int minute, Response response) {
        return new CitizenResponded(id, minute(minute), service, Channel.EMAIL, response);
    }

    NotificationOverdue overdue(int minute, Overdue overdue) {
        return new NotificationOverdue(
                id,
                minute(minute),
                service,
                Lane.EXPRESS,
                PublicStatus.IN_PROGRESS,
                overdue,
                minute(minute - 1));
    }

    static TimelineEvent remembered(NotificationEvent fact) {
        return TimelineEvent.of(Envelope.eventId(fact), fact);
    }
}
