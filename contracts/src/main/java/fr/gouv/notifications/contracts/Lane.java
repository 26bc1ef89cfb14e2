package fr.gouv.notifications.contracts;

/** How urgent a notification is: its own topics, threads and claims, so that bulk never delays a code. */
public enum Lane {
    /** One-time codes, alerts, single sends. */
    EXPRESS,
    /** Batches and campaigns. */
    BULK
}
