/** What services could not read or process: shown masked, re-driven after a new check, resolved or emptied. */
@NullMarked
package fr.gouv.notifications.gateway.deadletter;

import org.jspecify.annotations.NullMarked;
