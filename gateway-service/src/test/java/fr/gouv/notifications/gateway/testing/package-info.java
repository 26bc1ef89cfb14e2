/** What the component tests of the gateway stand on. */
@NullMarked
package fr.gouv.notifications.gateway.testing;

import org.jspecify.annotations.NullMarked;
