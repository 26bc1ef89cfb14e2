package fr.gouv.notifications.contracts;

/** What kind of part of the platform an administrator operates. */
public enum OperationTarget {
    /** A way to reach citizens, such as {@code email}. */
    CHANNEL,
    /** Who takes messages further, such as {@code smtp}. */
    PROVIDER,
    /** A public service, by its slug. */
    SERVICE
}
