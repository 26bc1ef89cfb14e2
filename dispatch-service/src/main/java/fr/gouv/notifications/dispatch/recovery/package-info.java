/** Which states of dispatch may not last, and who ends them. */
@NullMarked
package fr.gouv.notifications.dispatch.recovery;

import org.jspecify.annotations.NullMarked;
