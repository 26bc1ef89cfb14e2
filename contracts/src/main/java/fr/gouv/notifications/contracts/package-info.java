/** What the services tell each other: facts, the words in them, and the topics they travel on. */
@NullMarked
package fr.gouv.notifications.contracts;

import org.jspecify.annotations.NullMarked;
