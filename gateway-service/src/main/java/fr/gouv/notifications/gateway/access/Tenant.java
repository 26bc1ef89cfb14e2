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
 */
public record Tenant(
        String slug, String name, String contact, @Nullable String replyTo, Instant createdAt) {}
