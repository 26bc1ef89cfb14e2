/** Contacts and refusals of citizens, as a service hands them to preferences. */
@NullMarked
package fr.gouv.notifications.gateway.citizen;

import org.jspecify.annotations.NullMarked;
