/** A sound house: deliveries and the port to providers. */
@NullMarked
package fr.gouv.notifications.sound.delivery;

import org.jspecify.annotations.NullMarked;
