/** A provider that nobody uses. */
@NullMarked
package fr.gouv.notifications.sound.rehearsal;

import org.jspecify.annotations.NullMarked;
