package fr.gouv.notifications.contracts;

/** What should have happened to a notification by now, and has not. */
public enum Overdue {
    /** It was accepted, and no way was chosen. */
    NOT_ROUTED,
    /** Its time has come, and it did not leave. */
    NOT_RELEASED,
    /** A way was chosen, and no provider has taken it. */
    NOT_SENT,
    /** Its validity is over, and nobody has said what became of it. */
    NOT_ENDED,
    /** A provider took it, and the wait for a proof was not ended. */
    NO_PROOF,
    /** Nobody can say any more: from here on it counts as unknown. */
    GIVEN_UP
}
