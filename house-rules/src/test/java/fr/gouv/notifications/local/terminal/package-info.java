/** The local stack talks to a terminal and lives in real time. */
@NullMarked
package fr.gouv.notifications.local.terminal;

import org.jspecify.annotations.NullMarked;
