/** Stopping notifications that a service no longer wants, and saying whether it was in time. */
@NullMarked
package fr.gouv.notifications.gateway.cancellation;

import org.jspecify.annotations.NullMarked;
