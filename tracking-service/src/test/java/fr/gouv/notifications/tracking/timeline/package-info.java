/** Tests of the timeline. */
@NullMarked
package fr.gouv.notifications.tracking.timeline;

import org.jspecify.annotations.NullMarked;
