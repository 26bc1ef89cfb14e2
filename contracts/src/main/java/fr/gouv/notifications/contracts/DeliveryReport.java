package fr.gouv.notifications.contracts;

/** What can be said about one step of a plan. */
public enum DeliveryReport {
    /** A provider took the message; it proves nothing about the mailbox. */
    HANDED_OVER,
    /** The attempt failed for now and will be made again. */
    DEFERRED,
    /** The message arrived. */
    DELIVERED,
    /** The provider had taken the message and gives it back. */
    BOUNCED,
    /** The provider refused the message at once and for good. */
    REFUSED,
    /** Nobody knows whether the provider took the message, and it is not sent again. */
    UNKNOWN,
    /** The citizen declared the message unwanted. */
    COMPLAINED,
    /** The citizen answered. */
    REPLIED,
    /** This step is over without success; the next one starts. */
    STEP_EXHAUSTED,
    /** The whole plan is over without success. */
    FINISHED
}
