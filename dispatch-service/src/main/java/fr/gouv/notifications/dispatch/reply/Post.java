package fr.gouv.notifications.dispatch.reply;

/** Takes letters to mailboxes by the relays that take notifications, too. */
public interface Post {

    /** What a relay said. */
    enum Answer {
        TAKEN,
        /** Nobody is at fault, or nobody knows: the same letter again, later. */
        LATER,
        /** It will never be taken as it is. */
        REFUSED
    }

    /**
     * Called outside any transaction; may take a minute and a half at most.
     *
     * @throws fr.gouv.notifications.eventing.Unavailable when it cannot be signed now
     */
    Answer carry(Letter letter);
}
