package fr.gouv.notifications.gateway.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which lines are wanted; what is absent does not matter.
 *
 * @param from at or after
 * @param to before
 */
record AuditFilter(
        @Nullable String actor,
        @Nullable String action,
        @Nullable String subject,
        @Nullable Instant from,
        @Nullable Instant to) {}
