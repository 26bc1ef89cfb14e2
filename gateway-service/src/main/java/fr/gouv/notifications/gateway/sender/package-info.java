/** In whose name e-mails are written: domains, the keys that sign for them, and what their DNS must say. */
@NullMarked
package fr.gouv.notifications.gateway.sender;

import org.jspecify.annotations.NullMarked;
