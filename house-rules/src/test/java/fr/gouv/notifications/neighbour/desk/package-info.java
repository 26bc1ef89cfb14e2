/** The neighbour of the meddling house. */
@NullMarked
package fr.gouv.notifications.neighbour.desk;

import org.jspecify.annotations.NullMarked;
