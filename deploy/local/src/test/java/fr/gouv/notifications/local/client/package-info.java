/** Tests of the command-line client against an API of a few lines. */
@NullMarked
package fr.gouv.notifications.local.client;

import org.jspecify.annotations.NullMarked;
