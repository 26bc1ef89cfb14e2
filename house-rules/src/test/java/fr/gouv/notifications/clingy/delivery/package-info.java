/** A broken house: somebody uses a provider. */
@NullMarked
package fr.gouv.notifications.clingy.delivery;

import org.jspecify.annotations.NullMarked;
