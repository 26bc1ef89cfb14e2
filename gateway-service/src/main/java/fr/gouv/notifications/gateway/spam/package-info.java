/** What a spam filter would say of an e-mail: asked while a template is written, never while it is sent. */
@NullMarked
package fr.gouv.notifications.gateway.spam;

import org.jspecify.annotations.NullMarked;
