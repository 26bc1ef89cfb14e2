/** The rules of the house: what every module's {@code HouseTest} checks. */
@NullMarked
package fr.gouv.notifications.houserules;

import org.jspecify.annotations.NullMarked;
