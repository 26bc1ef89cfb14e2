/** On which channels, in which order, a notification is tried; or why on none. */
@NullMarked
package fr.gouv.notifications.preferences.routing;

import org.jspecify.annotations.NullMarked;
