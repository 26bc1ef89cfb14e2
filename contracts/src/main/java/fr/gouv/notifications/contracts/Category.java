package fr.gouv.notifications.contracts;

/** Whether the citizen may refuse this kind of message. */
public enum Category {
    /** Due by law or needed for a procedure: opt-outs do not apply, dead addresses still do. */
    MANDATORY,
    /** Information that the citizen may refuse. */
    OPTIONAL
}
