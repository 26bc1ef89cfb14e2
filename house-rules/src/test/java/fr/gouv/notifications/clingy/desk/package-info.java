/** Who uses the provider. */
@NullMarked
package fr.gouv.notifications.clingy.desk;

import org.jspecify.annotations.NullMarked;
