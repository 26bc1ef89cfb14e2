/** The door of the sound house. */
@NullMarked
package fr.gouv.notifications.sound.desk;

import org.jspecify.annotations.NullMarked;
