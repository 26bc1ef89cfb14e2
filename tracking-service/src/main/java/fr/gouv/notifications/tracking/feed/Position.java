package fr.gouv.notifications.tracking.feed;

import java.time.Instant;

/**
 * How far a reader has come: behind this change, or behind all that could be told at this moment.
 *
 * @param life of the feed to which the numbers belong
 * @param transaction of the last change that was told
 * @param ordinal of the last change in that transaction
 * @param at from when on changes may not have been told yet
 */
record Position(String life, long transaction, long ordinal, Instant at) {}
