/** Which states of the gateway may not last, and who ends them. */
@NullMarked
package fr.gouv.notifications.gateway.recovery;

import org.jspecify.annotations.NullMarked;
