/** Proof that the local stack starts, protects itself and says plainly what is wrong. */
@NullMarked
package fr.gouv.notifications.local;

import org.jspecify.annotations.NullMarked;
