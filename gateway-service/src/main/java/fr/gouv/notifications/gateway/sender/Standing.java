package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.doctor.Finding;
import fr.gouv.notifications.gateway.doctor.Health;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the last examination of a domain found.
 *
 * @param health null while it was never known
 * @param isHeld whether only test recipients are written to in its name
 */
record Standing(
        @Nullable Health health,
        boolean isHeld,
        @Nullable Instant checkedAt,
        List<Finding> findings,
        int testRecipients) {

    Standing {
        findings = List.copyOf(findings);
    }
}
