/** Which states of preferences may not last: none. */
@NullMarked
package fr.gouv.notifications.preferences.recovery;

import org.jspecify.annotations.NullMarked;
