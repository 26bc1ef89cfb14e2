/** Reads what mailbox providers report of the authentication of our domains (DMARC aggregate reports). */
@NullMarked
package fr.gouv.notifications.dispatch.dmarc;

import org.jspecify.annotations.NullMarked;
