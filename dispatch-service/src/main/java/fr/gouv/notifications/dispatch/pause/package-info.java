/** What administrators have paused: heard, kept for all replicas, and known without asking. */
@NullMarked
package fr.gouv.notifications.dispatch.pause;

import org.jspecify.annotations.NullMarked;
