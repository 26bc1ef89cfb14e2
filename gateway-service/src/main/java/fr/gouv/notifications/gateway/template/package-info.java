/** The words that services publish: their language, their versions, and how values fill them. */
@NullMarked
package fr.gouv.notifications.gateway.template;

import org.jspecify.annotations.NullMarked;
