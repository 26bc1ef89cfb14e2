/** Tests of what may not last. */
@NullMarked
package fr.gouv.notifications.tracking.recovery;

import org.jspecify.annotations.NullMarked;
