/** The provider that is used. */
@NullMarked
package fr.gouv.notifications.clingy.sms;

import org.jspecify.annotations.NullMarked;
