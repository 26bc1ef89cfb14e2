/** How many of a public service's e-mails bounce or are complained of, and what follows from it. */
@NullMarked
package fr.gouv.notifications.dispatch.reputation;

import org.jspecify.annotations.NullMarked;
