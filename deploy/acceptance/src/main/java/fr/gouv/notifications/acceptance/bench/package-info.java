/** The load benchmark: what a notification costs, how many go through, and how long they take. */
@NullMarked
package fr.gouv.notifications.acceptance.bench;

import org.jspecify.annotations.NullMarked;
