/** The doors of public services on the broker: their topics, their users and their rights. */
@NullMarked
package fr.gouv.notifications.gateway.kafkadoor;

import org.jspecify.annotations.NullMarked;
