package fr.gouv.notifications.gateway.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public service that uses the platform.
 *
 * @param slug under which everything of it is filed
 * @param name in the words of the citizen
 * @param contact whom we write to when something is wrong
 * @param replyTo a monitored mailbox for answers of citizens
 * @param from the address in whose name it writes; null for its address on the platform's own domain
 * @param testRecipients digests of the only addresses that it may write to while its domain is not in
 *     order; null when it may write to everybody
 */
public record Tenant(
        String slug,
        String name,
        String contact,
        String replyTo,
        @Nullable String from,
        @Nullable Set<String> testRecipients,
        Instant createdAt) {

    public Tenant {
        testRecipients = testRecipients == null ? null : Set.copyOf(testRecipients);
    }

    /** The same, held back to these. */
    Tenant heldTo(Set<String> digests) {
        return new Tenant(slug, name, contact, replyTo, from, digests, createdAt);
    }

    /** The domain in whose name it writes; null for the platform's own. */
    public @Nullable String fromDomain() {
        return from == null ? null : from.substring(from.indexOf('@') + 1);
    }
}
