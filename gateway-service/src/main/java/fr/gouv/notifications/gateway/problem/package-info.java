/** How the gateway says no: RFC 9457 problems that name the field, the fault and the remedy. */
@NullMarked
package fr.gouv.notifications.gateway.problem;

import org.jspecify.annotations.NullMarked;
