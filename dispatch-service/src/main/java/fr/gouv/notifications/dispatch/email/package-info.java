/** Takes messages to mailboxes: layout, composition, and SMTP sessions with one relay. */
@NullMarked
package fr.gouv.notifications.dispatch.email;

import org.jspecify.annotations.NullMarked;
