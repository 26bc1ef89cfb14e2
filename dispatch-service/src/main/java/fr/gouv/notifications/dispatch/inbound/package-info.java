/** Hears what comes back by mail: reports about what was sent, and who may write them. */
@NullMarked
package fr.gouv.notifications.dispatch.inbound;

import org.jspecify.annotations.NullMarked;
