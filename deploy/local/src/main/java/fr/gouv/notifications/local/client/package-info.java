/** The command-line client: sends, follows and sends by file, as any program would over HTTP. */
@NullMarked
package fr.gouv.notifications.local.client;

import org.jspecify.annotations.NullMarked;
