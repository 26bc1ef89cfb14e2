package fr.gouv.notifications.contracts.light;

/** Weighs nothing. */
public enum Weight {
    LIGHT,
    NONE
}
