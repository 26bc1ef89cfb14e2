/** A broken house: channels are read where nobody looks for it. */
@NullMarked
package fr.gouv.notifications.eavesdropping.desk;

import org.jspecify.annotations.NullMarked;
