/** Tells why messages wait or flow more slowly than they come. */
@NullMarked
package fr.gouv.notifications.dispatch.flow;

import org.jspecify.annotations.NullMarked;
