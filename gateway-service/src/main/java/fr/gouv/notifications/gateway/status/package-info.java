/** Telling a service what became of its notifications: asked of tracking, unsealed, put in words. */
@NullMarked
package fr.gouv.notifications.gateway.status;

import org.jspecify.annotations.NullMarked;
