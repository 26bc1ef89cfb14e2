package fr.gouv.notifications.dispatch.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.simplejavamail.MailException;
import org.simplejavamail.converter.EmailConverter;
import org.simplejavamail.email.EmailBuilder;

/**
 * The header fields that all e-mails of one sender have in common. The library composes them once for
 * each: for every message it would take as long as all the rest of its delivery.
 */
final class SenderFields {

    private static final int MOST_SENDERS = 5_000;

    /** What differs from message to message, or comes with the parts. */
    private static final String[] OF_THE_MESSAGE = {
        "Message-ID",
        "Date",
        "To",
        "Subject",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding"
    };

    private final String automatic;
    private final Session mail = Session.getInstance(new Properties());
    private final Map<Sender, String> known = new ConcurrentHashMap<>();

    /** Of messages that nobody wrote by hand, and that answer nobody (RFC 3834, 5). */
    SenderFields() {
        this("auto-generated");
    }

    /**
     * @param automatic the value of {@code Auto-Submitted}
     */
    SenderFields(String automatic) {
        this.automatic = automatic;
    }

    /**
     * Complete lines, folded, encoded by RFC 2047, each ended by CRLF.
     *
     * @throws MailException when these are no addresses, or would add fields of their own
     */
    String of(Sender sender) {
        var fields = known.get(sender);
        if (fields == null) {
            fields = compose(sender);
            if (known.size() >= MOST_SENDERS) {
                known.clear();
            }
            known.put(sender, fields);
        }
        return fields;
    }

    private String compose(Sender sender) {
        var builder =
                EmailBuilder.startingBlank()
                        .ignoringDefaults(true)
                        .ignoringOverrides(true)
                        .from(sender.name(), sender.address())
                        .to(sender.address())
                        .withSubject("")
                        .withPlainText("")
                        .withHeader("Auto-Submitted", automatic)
                        .withHeader("Content-Language", "fr");
        sender.replyTo().ifPresent(builder::withReplyTo);
        var composed = EmailConverter.emailToMimeMessage(builder.buildEmail(), mail);
        try {
            return Collections.list(composed.getNonMatchingHeaderLines(OF_THE_MESSAGE)).stream()
                    .map(line -> line + "\r\n")
                    .collect(Collectors.joining());
        } catch (MessagingException failure) {
            throw new IllegalArgumentException(failure);
        }
    }
}
