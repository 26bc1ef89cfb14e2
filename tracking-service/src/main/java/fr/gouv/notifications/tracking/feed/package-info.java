/** Tells a service every change of its notifications, in an order in which nothing can be missed. */
@NullMarked
package fr.gouv.notifications.tracking.feed;

import org.jspecify.annotations.NullMarked;
