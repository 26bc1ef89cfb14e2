/** How much a public service may ask for: requests a minute, messages a day, paid ones a month. */
@NullMarked
package fr.gouv.notifications.gateway.quota;

import org.jspecify.annotations.NullMarked;
