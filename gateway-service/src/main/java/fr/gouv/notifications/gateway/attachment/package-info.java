/** Files that go with e-mails: taken, checked, kept sealed, and handed to dispatch. */
@NullMarked
package fr.gouv.notifications.gateway.attachment;

import org.jspecify.annotations.NullMarked;
