/** A broken house: it asks the system for the time. */
@NullMarked
package fr.gouv.notifications.hasty.desk;

import org.jspecify.annotations.NullMarked;
