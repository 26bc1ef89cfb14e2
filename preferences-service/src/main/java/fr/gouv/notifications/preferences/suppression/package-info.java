/** Which addresses get nothing more, learnt from what became of earlier messages. */
@NullMarked
package fr.gouv.notifications.preferences.suppression;

import org.jspecify.annotations.NullMarked;
