/** A broken house: it uses the inside of another service. */
@NullMarked
package fr.gouv.notifications.meddling.desk;

import org.jspecify.annotations.NullMarked;
