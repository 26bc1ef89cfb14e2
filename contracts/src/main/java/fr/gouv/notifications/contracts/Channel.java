package fr.gouv.notifications.contracts;

/** A way to reach a citizen. */
public enum Channel {
    EMAIL,
    SMS,
    LETTER
}
