package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.contracts.BreakerChanged;
import fr.gouv.notifications.contracts.CitizenResponded;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.DomainReported;
import fr.gouv.notifications.contracts.ErasureOrdered;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationOverdue;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.NotificationScheduled;
import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.StatusChanged;
import fr.gouv.notifications.contracts.SubmissionAccepted;
import fr.gouv.notifications.contracts.SubmissionReceived;
import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.gateway.status.Standings.Standing;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a fact may be told again today. What could make a message leave is told only while that
 * message is wanted; what only reports the past is told whatever came after it, since readers keep the
 * strongest evidence.
 */
final class RedrivePolicy {

    /**
     * What speaks against it; empty when nothing does.
     *
     * @param standing where its notification stands; empty when tracking has not heard of it
     */
    static Optional<Refusal> refusal(Fact fact, Optional<Standing> standing, Instant now) {
        return switch (fact) {
            case NotificationScheduled scheduled ->
                    unlessWanted(scheduled.expiresAt(), standing, now);
            case NotificationRequested requested ->
                    unlessWanted(requested.expiresAt(), standing, now);
            case NotificationRouted routed -> unlessWanted(routed.expiresAt(), standing, now);
            case NotificationCancelled _ -> standing.flatMap(RedrivePolicy::ifOver);
            case NotificationDeclined _,
                    DeliveryReported _,
                    CitizenResponded _,
                    ErasureOrdered _,
                    OperationOrdered _,
                    BreakerChanged _,
                    FlowChanged _,
                    DomainReported _ ->
                    Optional.empty();
            // An alert is of its moment; tracking tells the next one by itself.
            case NotificationOverdue _,
                    StatusChanged _,
                    SubmissionReceived _,
                    SubmissionAccepted _,
                    SubmissionRefused _ ->
                    Optional.of(Refusal.NOT_HEARD_BY_US);
        };
    }

    /** Whether where its notification stands matters for this fact. */
    static boolean dependsOnTheNotification(Fact fact) {
        return switch (fact) {
            case NotificationScheduled _,
                    NotificationRequested _,
                    NotificationRouted _,
                    NotificationCancelled _ ->
                    true;
            case NotificationDeclined _,
                    DeliveryReported _,
                    CitizenResponded _,
                    ErasureOrdered _,
                    OperationOrdered _,
                    BreakerChanged _,
                    FlowChanged _,
                    DomainReported _,
                    NotificationOverdue _,
                    StatusChanged _,
                    SubmissionReceived _,
                    SubmissionAccepted _,
                    SubmissionRefused _ ->
                    false;
        };
    }

    private static Optional<Refusal> unlessWanted(
            Instant expiresAt, Optional<Standing> standing, Instant now) {
        if (standing.isPresent()) {
            var over = ifOver(standing.get());
            if (over.isPresent()) {
                return over;
            }
            if (standing.get().cancellationAsked()) {
                return Optional.of(Refusal.CANCELLED);
            }
        }
        return now.isBefore(expiresAt) ? Optional.empty() : Optional.of(Refusal.EXPIRED);
    }

    private static Optional<Refusal> ifOver(Standing standing) {
        if (standing.status() == PublicStatus.CANCELLED) {
            return Optional.of(Refusal.CANCELLED);
        }
        if (standing.settled()) {
            return Optional.of(Refusal.ALREADY_FINAL);
        }
        return standing.status() == PublicStatus.SENT
                ? Optional.of(Refusal.ALREADY_SENT)
                : Optional.empty();
    }

    private RedrivePolicy() {}
}
