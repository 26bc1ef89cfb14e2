/** The public services that may use the platform, their credentials, and who is calling. */
@NullMarked
package fr.gouv.notifications.gateway.access;

import org.jspecify.annotations.NullMarked;
