/** A broken house: contracts that do something and pull something in. */
@NullMarked
package fr.gouv.notifications.contracts.heavy;

import org.jspecify.annotations.NullMarked;
