/** What is answered when a question cannot be. */
@NullMarked
package fr.gouv.notifications.tracking.problem;

import org.jspecify.annotations.NullMarked;
