/** Proof that the declaration of the topics says what the broker enforces. */
@NullMarked
package fr.gouv.notifications.local.broker;

import org.jspecify.annotations.NullMarked;
