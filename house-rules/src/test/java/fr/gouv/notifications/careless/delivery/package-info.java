/** A broken house: the mail library outside of dispatch.email. */
@NullMarked
package fr.gouv.notifications.careless.delivery;

import org.jspecify.annotations.NullMarked;
