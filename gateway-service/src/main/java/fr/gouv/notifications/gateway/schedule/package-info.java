/** Keeping notifications until their time has come, and stopping those that wait. */
@NullMarked
package fr.gouv.notifications.gateway.schedule;

import org.jspecify.annotations.NullMarked;
