/** Contracts that are types only. */
@NullMarked
package fr.gouv.notifications.contracts.light;

import org.jspecify.annotations.NullMarked;
