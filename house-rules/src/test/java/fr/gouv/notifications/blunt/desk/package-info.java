/** A broken house: failures that cannot be told apart. */
@NullMarked
package fr.gouv.notifications.blunt.desk;

import org.jspecify.annotations.NullMarked;
