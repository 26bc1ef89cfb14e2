/** Examines what the DNS says of a domain in whose name e-mails are written, and says what is missing. */
@NullMarked
package fr.gouv.notifications.gateway.doctor;

import org.jspecify.annotations.NullMarked;
