/** Tests of what may not last. */
@NullMarked
package fr.gouv.notifications.preferences.recovery;

import org.jspecify.annotations.NullMarked;
