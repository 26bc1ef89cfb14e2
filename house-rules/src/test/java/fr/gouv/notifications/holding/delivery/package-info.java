/** A broken house: providers called where nobody may wait. */
@NullMarked
package fr.gouv.notifications.holding.delivery;

import org.jspecify.annotations.NullMarked;
