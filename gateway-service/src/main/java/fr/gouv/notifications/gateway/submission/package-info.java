/** Taking a notification: checked whole, sealed, and accepted once the broker has it. */
@NullMarked
package fr.gouv.notifications.gateway.submission;

import org.jspecify.annotations.NullMarked;
