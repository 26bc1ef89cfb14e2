/** Tests of what makes an address suppressed. */
@NullMarked
package fr.gouv.notifications.preferences.suppression;

import org.jspecify.annotations.NullMarked;
