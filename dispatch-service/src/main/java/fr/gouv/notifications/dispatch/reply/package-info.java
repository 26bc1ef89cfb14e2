/** What citizens answer to our e-mails, and how it reaches the public service that had written. */
@NullMarked
package fr.gouv.notifications.dispatch.reply;

import org.jspecify.annotations.NullMarked;
