/** Whether every request is routed or declined as it must be. */
@NullMarked
package fr.gouv.notifications.preferences.routing;

import org.jspecify.annotations.NullMarked;
