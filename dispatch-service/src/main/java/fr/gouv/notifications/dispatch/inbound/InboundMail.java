package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import java.time.Instant;
import java.util.UUID;

/**
 * A mail that came back and that a worker has leased, still sealed.
 *
 * @param purpose of the address to which it was written
 * @param attempt that the address names
 * @param service slug of the service that had written
 * @param box the mail as it was transmitted, purpose {@link #SEAL}
 * @param givesUpAt from then on nobody tries any more
 * @param failures how often reading it has failed before
 * @param epoch proves the lease: an update with an older one changes nothing
 */
record InboundMail(
        UUID id,
        Purpose purpose,
        Attempt attempt,
        String service,
        Sealed box,
        Instant receivedAt,
        Instant givesUpAt,
        int failures,
        int epoch) {

    /** What the seal is bound to, beside the notification. */
    static final String SEAL = "inbound-mail";

    /** Names the mail only. */
    @Override
    public String toString() {
        return "InboundMail[" + id + "]";
    }
}
