package fr.gouv.notifications.dispatch.reply;

import java.util.List;
import java.util.UUID;

/**
 * A mail that we write ourselves because of a reply: to a public service, or back to a citizen.
 *
 * @param id stays the same at each attempt, so that a mailbox can fold a repetition
 * @param notificationId about which it is
 * @param service slug of the public service, in whose name on the platform's own domain it is written
 * @param name who writes, as the mailbox shows it
 * @param envelopeSender where it comes back to; empty for a mail that never comes back
 * @param recipient the one mailbox
 * @param answerTo where an answer to it goes; empty for nowhere
 * @param automatic the value of {@code Auto-Submitted} (RFC 3834)
 * @param text its words
 */
public record Letter(
        UUID id,
        UUID notificationId,
        String service,
        String name,
        String envelopeSender,
        String recipient,
        String answerTo,
        String automatic,
        String subject,
        String text,
        List<Attachment> attachments) {

    /** Whoever finds it in a mail that comes to us knows that we wrote it ourselves (RFC 5321, 6.3). */
    public static final String LOOP = "X-Notifications-Loop";

    public Letter {
        attachments = List.copyOf(attachments);
    }

    /** Names the notification only. */
    @Override
    public String toString() {
        return "Letter[" + notificationId + "]";
    }
}
