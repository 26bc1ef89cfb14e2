package fr.gouv.notifications.contracts;

/** What a citizen did about a notification. */
public enum Response {
    ACKNOWLEDGED,
    OPENED,
    UNSUBSCRIBED,
    STOPPED
}
