/** The Kafka door: submissions that public services publish, taken exactly like calls of the API. */
@NullMarked
package fr.gouv.notifications.gateway.intake;

import org.jspecify.annotations.NullMarked;
