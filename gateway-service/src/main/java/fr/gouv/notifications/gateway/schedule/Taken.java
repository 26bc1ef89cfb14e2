package fr.gouv.notifications.gateway.schedule;

import fr.gouv.notifications.contracts.NotificationRequested;

/**
 * A notification whose time has come, held by this replica for the time of a lease.
 *
 * @param isTakenOver whether somebody else had taken it before, and may have told it
 */
record Taken(NotificationRequested request, boolean isTakenOver) {}
