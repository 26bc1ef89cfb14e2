/** Executes the plan of each notification: tasks, leases, attempts, retries and what is told about them. */
@NullMarked
package fr.gouv.notifications.dispatch.delivery;

import org.jspecify.annotations.NullMarked;
