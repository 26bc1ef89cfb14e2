/** A package for whatever had no other place. */
@NullMarked
package fr.gouv.notifications.vague.util;

import org.jspecify.annotations.NullMarked;
