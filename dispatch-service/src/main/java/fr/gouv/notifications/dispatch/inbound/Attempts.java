package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of dispatch, to which what comes back is written and told. Each call belongs to the transaction of its
 * caller; news that are known already change nothing.
 */
public interface Attempts {

    /**
     * A mail server had taken it and gives it back: a delivery is taken back, and the plan goes on or ends.
     *
     * @return the service that wrote; empty when this changes nothing
     */
    Optional<String> cameBack(Attempt attempt, Reason reason, @Nullable String code);

    /**
     * A mail server says that it is in the mailbox.
     *
     * @return the service that wrote; empty when this changes nothing
     */
    Optional<String> arrived(Attempt attempt, @Nullable String code);

    /** Whether it is not written down yet what came of it. */
    boolean isOpen(Attempt attempt);
}
