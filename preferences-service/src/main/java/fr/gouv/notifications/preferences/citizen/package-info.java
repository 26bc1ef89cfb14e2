/** Where citizens can be reached, and from whom they want no optional messages. */
@NullMarked
package fr.gouv.notifications.preferences.citizen;

import org.jspecify.annotations.NullMarked;
