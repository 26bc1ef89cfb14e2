/** The mailbox of the local stack: takes every message, and shows it to people and to tests. */
@NullMarked
package fr.gouv.notifications.local.mail;

import org.jspecify.annotations.NullMarked;
