/** The gateway as a whole. */
@NullMarked
package fr.gouv.notifications.gateway;

import org.jspecify.annotations.NullMarked;
