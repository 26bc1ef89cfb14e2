/** The one place that makes a clock. */
@NullMarked
package fr.gouv.notifications.eventing;

import org.jspecify.annotations.NullMarked;
