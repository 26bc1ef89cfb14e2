/** A broken house: a policy that reaches for the network. */
@NullMarked
package fr.gouv.notifications.impure.routing;

import org.jspecify.annotations.NullMarked;
