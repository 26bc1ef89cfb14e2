/** What the tests of all capabilities share: the neighbours of the service, played. */
@NullMarked
package fr.gouv.notifications.preferences;

import org.jspecify.annotations.NullMarked;
