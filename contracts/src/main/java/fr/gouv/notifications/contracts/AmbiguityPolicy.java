package fr.gouv.notifications.contracts;

/** What to do with an attempt of which nobody knows whether the provider took it. */
public enum AmbiguityPolicy {
    /** Send again with the same {@code Message-ID}: a duplicate is better than silence. */
    PREFER_NO_LOSS,
    /** Do not send again, say {@code unknown}: for one-time codes and newsletters. */
    PREFER_NO_DUPLICATE
}
