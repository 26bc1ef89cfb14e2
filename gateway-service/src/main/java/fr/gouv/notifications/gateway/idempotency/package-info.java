/** Asking twice, getting once: a key, what it was first used for, and what was answered. */
@NullMarked
package fr.gouv.notifications.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
