package fr.gouv.notifications.tracking.feed;

/**
 * One change with its place in the feed of all services.
 *
 * @param position grows along the feed, with gaps
 */
public record FeedEntry(long position, StatusChange change) {}
