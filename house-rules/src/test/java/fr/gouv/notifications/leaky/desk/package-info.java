/** A broken house: a table that is an answer. */
@NullMarked
package fr.gouv.notifications.leaky.desk;

import org.jspecify.annotations.NullMarked;
