package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.gateway.address.AddressHint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notification that was checked, rendered and sealed, and of which nobody knows yet.
 *
 * @param reference the caller's own, given back to the caller only
 * @param hints doubts about the address, told to the caller only
 */
public record Prepared(
        NotificationRequested fact, @Nullable String reference, List<AddressHint> hints)
        implements Preparation {

    public Prepared {
        hints = List.copyOf(hints);
    }

    /** Whether it may leave so late that it waits in the schedule. */
    boolean waits() {
        return new TimePolicy.Times(fact.notBefore(), fact.expiresAt()).waits(fact.occurredAt());
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "Prepared[" + fact.notificationId() + "]";
    }
}
