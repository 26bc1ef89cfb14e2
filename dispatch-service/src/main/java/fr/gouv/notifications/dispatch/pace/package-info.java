/** How fast mail goes to each mailbox provider: limits, slow-downs, warm-up, and what it waits for. */
@NullMarked
package fr.gouv.notifications.dispatch.pace;

import org.jspecify.annotations.NullMarked;
