/** Whether contact points and refusals are kept as they must be. */
@NullMarked
package fr.gouv.notifications.preferences.citizen;

import org.jspecify.annotations.NullMarked;
