/** Sends every message on the channels of its plan, hears back, and reports what became of it. */
@NullMarked
package fr.gouv.notifications.dispatch;

import org.jspecify.annotations.NullMarked;
