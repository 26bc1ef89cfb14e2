/** Which states of tracking may not last, and who ends them. */
@NullMarked
package fr.gouv.notifications.tracking.recovery;

import org.jspecify.annotations.NullMarked;
