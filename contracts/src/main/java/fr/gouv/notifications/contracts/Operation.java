package fr.gouv.notifications.contracts;

/** What an administrator does to a part of the platform. */
public enum Operation {
    /** Nothing of it leaves until it is resumed; what expires meanwhile expires. */
    PAUSE,
    /** What was held goes on. */
    RESUME
}
