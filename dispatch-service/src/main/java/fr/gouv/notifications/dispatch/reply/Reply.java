package fr.gouv.notifications.dispatch.reply;

import java.util.List;

/**
 * What a citizen wrote back, as far as it is handed on.
 *
 * @param name who says to have written, on one line; empty when nothing is said
 * @param address where an answer goes, as the mail says; empty when it names none
 * @param subject on one line
 * @param text its words, without mark-up
 * @param attachments those that may be handed on
 * @param leftOut how many files are not handed on
 */
public record Reply(
        String name,
        String address,
        String subject,
        String text,
        List<Attachment> attachments,
        int leftOut) {

    public Reply {
        attachments = List.copyOf(attachments);
    }

    /** Says nothing: a citizen's words must not slip into a log. */
    @Override
    public String toString() {
        return "Reply[…]";
    }
}
