/** What an address must look like before anything is promised about it. */
@NullMarked
package fr.gouv.notifications.gateway.address;

import org.jspecify.annotations.NullMarked;
