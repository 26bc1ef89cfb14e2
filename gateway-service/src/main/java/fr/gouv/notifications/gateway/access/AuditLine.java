package fr.gouv.notifications.gateway.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit trail.
 *
 * @param actor the client or agent who did it
 * @param action subject and past participle, in kebab-case
 * @param subject what it was done to
 * @param reason why, where a reason is asked for
 * @param before the state of the subject before, where it has one
 * @param after the state of the subject after
 */
record AuditLine(
        long id,
        Instant at,
        String actor,
        String action,
        String subject,
        @Nullable String reason,
        @Nullable String before,
        @Nullable String after) {}
