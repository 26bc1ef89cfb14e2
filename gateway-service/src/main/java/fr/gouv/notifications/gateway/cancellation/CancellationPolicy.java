package fr.gouv.notifications.gateway.cancellation;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.gateway.status.Standings.Standing;
import java.util.Optional;

/** Decides what a standing says about a wish to cancel. */
final class CancellationPolicy {

    /** The verdict; empty while the message may still be stopped. */
    static Optional<Cancellation> verdict(Standing standing) {
        if (standing.status() == PublicStatus.CANCELLED) {
            return Optional.of(new Cancellation.Stopped());
        }
        return standing.settled() || standing.status() == PublicStatus.SENT
                ? Optional.of(new Cancellation.TooLate(standing))
                : Optional.empty();
    }

    private CancellationPolicy() {}
}
