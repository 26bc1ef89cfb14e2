@NullMarked
package fr.gouv.notifications.gateway.attachment;

import org.jspecify.annotations.NullMarked;
