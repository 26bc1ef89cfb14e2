/** A broken house: two capabilities that need each other. */
@NullMarked
package fr.gouv.notifications.circular.first;

import org.jspecify.annotations.NullMarked;
