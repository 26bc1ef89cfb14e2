/** Failure runs: what becomes of messages while everything that they pass through breaks. */
@NullMarked
package fr.gouv.notifications.acceptance.chaos;

import org.jspecify.annotations.NullMarked;
