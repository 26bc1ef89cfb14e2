/** Proof that the mailbox takes every mail and trusts none. */
@NullMarked
package fr.gouv.notifications.local.mail;

import org.jspecify.annotations.NullMarked;
