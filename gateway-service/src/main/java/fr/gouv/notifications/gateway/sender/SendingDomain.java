package fr.gouv.notifications.gateway.sender;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A domain in whose name e-mails are written.
 *
 * @param service whose it is; null for the platform's own, which every service uses
 * @param keys the one that signs first, then the next one, then the retired ones, newest first
 */
record SendingDomain(
        String domain, @Nullable String service, Instant createdAt, List<DomainKey> keys) {

    SendingDomain {
        keys = List.copyOf(keys);
    }

    boolean isOf(String slug) {
        return slug.equals(service);
    }
}
