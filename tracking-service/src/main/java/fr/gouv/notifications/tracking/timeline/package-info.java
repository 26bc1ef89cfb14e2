/** What happened to every notification: each fact once, never changed. */
@NullMarked
package fr.gouv.notifications.tracking.timeline;

import org.jspecify.annotations.NullMarked;
