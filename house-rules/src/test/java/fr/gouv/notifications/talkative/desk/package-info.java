/** A broken house: it talks to the terminal. */
@NullMarked
package fr.gouv.notifications.talkative.desk;

import org.jspecify.annotations.NullMarked;
