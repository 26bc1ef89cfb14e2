/** A broken house: names that fit anything. */
@NullMarked
package fr.gouv.notifications.vague.desk;

import org.jspecify.annotations.NullMarked;
