/** Running the platform: what is paused, what is broken, what waits for a decision. */
@NullMarked
package fr.gouv.notifications.gateway.operation;

import org.jspecify.annotations.NullMarked;
