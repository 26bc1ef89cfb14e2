package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.NotificationRequested;
import org.jspecify.annotations.Nullable;

/**
 * A notification that the broker has.
 *
 * @param reference the caller's own, given back to the caller only
 */
record Accepted(NotificationRequested fact, @Nullable String reference) {}
