/** Tests of what may not last. */
@NullMarked
package fr.gouv.notifications.gateway.recovery;

import org.jspecify.annotations.NullMarked;
