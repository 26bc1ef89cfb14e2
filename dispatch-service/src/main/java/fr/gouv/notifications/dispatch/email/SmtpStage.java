package fr.gouv.notifications.dispatch.email;

/** How far one message got in its SMTP conversation. */
enum SmtpStage {
    /** Naming the sender. */
    SENDER,
    /** Naming the recipient. */
    RECIPIENT,
    /** Announcing and transmitting the content; a server that lacks the end must not take it. */
    CONTENT,
    /** The closing dot was sent: from here on, silence is ambiguous. */
    END
}
