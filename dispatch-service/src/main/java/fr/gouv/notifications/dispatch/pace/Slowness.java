package fr.gouv.notifications.dispatch.pace;

import java.time.Instant;

/**
 * A mailbox provider asked us to be slower.
 *
 * @param factor the part of the usual pace that is left, from the moment it begins to recover
 * @param strikes how often it has asked since the pace was last the usual one
 * @param since when it asked last
 * @param until until then nothing is sent to it; from then on the pace recovers
 * @param why a code, such as {@code 421 4.7.28} or the name of a signal
 */
record Slowness(double factor, int strikes, Instant since, Instant until, String why) {}
