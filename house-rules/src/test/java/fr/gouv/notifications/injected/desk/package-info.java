/** A broken house: fields that only a container can fill. */
@NullMarked
package fr.gouv.notifications.injected.desk;

import org.jspecify.annotations.NullMarked;
