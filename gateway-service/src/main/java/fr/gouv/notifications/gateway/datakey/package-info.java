/** The keys under which the words and addresses of one service and one day are sealed. */
@NullMarked
package fr.gouv.notifications.gateway.datakey;

import org.jspecify.annotations.NullMarked;
