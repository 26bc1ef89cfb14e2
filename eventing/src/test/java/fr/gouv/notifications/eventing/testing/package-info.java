/** What component tests of the services share: a real broker, a real PostgreSQL, fixed data keys. */
@NullMarked
package fr.gouv.notifications.eventing.testing;

import org.jspecify.annotations.NullMarked;
