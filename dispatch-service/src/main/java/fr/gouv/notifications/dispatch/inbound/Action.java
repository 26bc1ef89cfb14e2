package fr.gouv.notifications.dispatch.inbound;

/** What a mail server did with one recipient, by its own word (RFC 3464, 2.3.3). */
enum Action {
    /** It gave up. */
    FAILED,
    /** It goes on trying. */
    DELAYED,
    /** It is in the mailbox. */
    DELIVERED,
    /** It left for a server that sends no reports: nothing more will be heard. */
    RELAYED,
    /** It left for several mailboxes. */
    EXPANDED;

    /** Nothing is wrong, and nothing better will follow. */
    boolean isSuccess() {
        return this == DELIVERED || this == RELAYED || this == EXPANDED;
    }
}
