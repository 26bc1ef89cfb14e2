package fr.gouv.notifications.local.mail;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that arrived, as a list shows it.
 *
 * @param number counts arrivals, starting at 1; never used twice, even after everything was deleted
 * @param from the address that the envelope names as the sender; empty for a bounce
 * @param to the addresses that the envelope names
 * @param subject decoded; empty when the message has none
 * @param attachments names of the attached files
 */
public record Mail(
        long number,
        Instant receivedAt,
        String from,
        List<String> to,
        String subject,
        @Nullable String messageId,
        int size,
        List<String> attachments) {

    public Mail {
        to = List.copyOf(to);
        attachments = List.copyOf(attachments);
    }
}
