/** How e-mails in the name of our domains are authenticated, as mailbox providers count them. */
@NullMarked
package fr.gouv.notifications.gateway.dmarc;

import org.jspecify.annotations.NullMarked;
