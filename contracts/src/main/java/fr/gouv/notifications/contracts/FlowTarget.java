package fr.gouv.notifications.contracts;

/** Whose messages flow differently from usual. */
public enum FlowTarget {
    /** Who keeps mailboxes, such as {@code orange}; one of which nothing is known has the name of its domain. */
    MAILBOX_PROVIDER,
    /** A public service, by its slug; only what it sends in bulk. */
    SERVICE
}
