/** The one place that knows the mail library. */
@NullMarked
package fr.gouv.notifications.dispatch.email;

import org.jspecify.annotations.NullMarked;
