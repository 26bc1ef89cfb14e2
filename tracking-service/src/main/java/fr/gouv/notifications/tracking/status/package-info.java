/** Where every notification stands, derived from its facts, and the reading of it. */
@NullMarked
package fr.gouv.notifications.tracking.status;

import org.jspecify.annotations.NullMarked;
