package fr.gouv.notifications.contracts;

/** Whether messages flow to a provider. */
public enum BreakerState {
    /** They do. */
    CLOSED,
    /** They are held: the provider does not work. */
    OPEN,
    /** One of them is tried; what comes of it decides. */
    HALF_OPEN
}
