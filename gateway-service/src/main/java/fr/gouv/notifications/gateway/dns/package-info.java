/** Asks the DNS, for a bounded time. */
@NullMarked
package fr.gouv.notifications.gateway.dns;

import org.jspecify.annotations.NullMarked;
