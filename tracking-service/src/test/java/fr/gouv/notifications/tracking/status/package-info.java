/** Whether every notification stands where its facts say. */
@NullMarked
package fr.gouv.notifications.tracking.status;

import org.jspecify.annotations.NullMarked;
