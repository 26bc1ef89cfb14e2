package fr.gouv.notifications.tracking.feed;

/**
 * How far a reader has come: behind this change, or behind all that could be told at that moment.
 *
 * @param life of the feed to which the number belongs
 * @param number of the change; grows along the feed, with gaps
 */
record Position(String life, long number) {}
