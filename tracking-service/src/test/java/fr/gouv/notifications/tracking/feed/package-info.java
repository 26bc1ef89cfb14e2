/** Tests of the feed. */
@NullMarked
package fr.gouv.notifications.tracking.feed;

import org.jspecify.annotations.NullMarked;
