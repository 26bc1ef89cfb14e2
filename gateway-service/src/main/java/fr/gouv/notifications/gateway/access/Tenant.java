package fr.gouv.notifications.gateway.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A public service that uses the platform.
 *
 * @param slug under which everything of it is filed
 * @param name in the words of the citizen
 * @param contact whom we write to when something is wrong
 * @param replyTo a monitored mailbox for answers of citizens
 * @param from the address in whose name it writes; null for its address on the platform's own domain
 */
public record Tenant(
        String slug,
        String name,
        String contact,
        String replyTo,
        @Nullable String from,
        Instant createdAt) {

    /** The domain in whose name it writes; null for the platform's own. */
    public @Nullable String fromDomain() {
        return from == null ? null : from.substring(from.indexOf('@') + 1);
    }
}
