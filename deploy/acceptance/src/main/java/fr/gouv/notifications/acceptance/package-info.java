/** The platform as its users meet it: stories over the packaged services, and the load benchmark. */
@NullMarked
package fr.gouv.notifications.acceptance;

import org.jspecify.annotations.NullMarked;
