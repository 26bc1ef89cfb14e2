package fr.gouv.notifications.preferences.suppression;

/** Why an address is suppressed. */
enum Rule {
    /** It does not exist, or its domain does not. */
    HARD,
    /** It takes no messages any more, and said so on two days. */
    DISABLED,
    /** Its mailbox was full for three messages within thirty days. */
    FULL
}
