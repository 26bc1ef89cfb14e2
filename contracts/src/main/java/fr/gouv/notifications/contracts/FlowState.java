package fr.gouv.notifications.contracts;

/** How messages flow. */
public enum FlowState {
    /** As usual. */
    FREE,
    /** As usual, but somebody should look. */
    WATCHED,
    /** More slowly than they come. */
    SLOWED,
    /** Not at all. */
    HELD
}
