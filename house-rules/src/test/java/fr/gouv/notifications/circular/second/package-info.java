/** The other half of the circle. */
@NullMarked
package fr.gouv.notifications.circular.second;

import org.jspecify.annotations.NullMarked;
