/** The broker of the local stack, in a process of its own, with its topics and everyone's rights. */
@NullMarked
package fr.gouv.notifications.local.broker;

import org.jspecify.annotations.NullMarked;
