package fr.gouv.notifications.gateway.schedule;

import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationScheduled;
import fr.gouv.notifications.contracts.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Decides what is told of a scheduled notification. */
final class ReleasePolicy {

    /** What is told when it is accepted. */
    static NotificationScheduled kept(NotificationRequested request) {
        return new NotificationScheduled(
                request.notificationId(),
                request.occurredAt(),
                request.service(),
                request.template(),
                request.templateVersion(),
                request.category(),
                request.lane(),
                request.proofCode(),
                request.referenceDigest(),
                Objects.requireNonNull(request.notBefore(), "only what waits is scheduled"),
                request.expiresAt(),
                request.recipient());
    }

    /**
     * What is told when its time has come. What expired meanwhile does not leave; but what another
     * replica may have told already is told again, and preferences declines it if it is too late.
     */
    static NotificationEvent released(Taken taken, Instant now) {
        var request = taken.request();
        return taken.isTakenOver() || now.isBefore(request.expiresAt())
                ? atItsTime(request)
                : new NotificationDeclined(
                        request.notificationId(),
                        now,
                        request.service(),
                        Reason.EXPIRED,
                        List.of());
    }

    /** What is told when its service stops it. */
    static NotificationDeclined stopped(String service, UUID id, Instant now) {
        return new NotificationDeclined(id, now, service, Reason.CANCELLED, List.of());
    }

    /** The same whoever tells it, and however late. */
    private static NotificationRequested atItsTime(NotificationRequested request) {
        return new NotificationRequested(
                request.notificationId(),
                Objects.requireNonNull(request.notBefore(), "only what waits is scheduled"),
                request.service(),
                request.template(),
                request.templateVersion(),
                request.category(),
                request.lane(),
                request.ambiguityPolicy(),
                request.proofCode(),
                request.referenceDigest(),
                request.notBefore(),
                request.expiresAt(),
                request.channels(),
                request.recipient(),
                request.words(),
                request.batch());
    }

    private ReleasePolicy() {}
}
