/** Whether the service as a whole keeps the rules of the house. */
@NullMarked
package fr.gouv.notifications.tracking;

import org.jspecify.annotations.NullMarked;
