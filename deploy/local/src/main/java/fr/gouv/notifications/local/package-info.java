/** The whole platform on one machine: database, broker, identity, mailbox and the four services. */
@NullMarked
package fr.gouv.notifications.local;

import org.jspecify.annotations.NullMarked;
