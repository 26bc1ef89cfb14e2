package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.simplejavamail.MailException;
import org.simplejavamail.api.email.ContentTransferEncoding;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.converter.EmailConverter;
import org.simplejavamail.email.EmailBuilder;

/** Lays out the words of a notification and makes them a complete e-mail; knows no relay. */
final class MailComposer {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_SUBJECT = 400;

    private final MailLayout html = MailLayout.load("/email/layout.html");
    private final MailLayout text = MailLayout.load("/email/layout.txt");
    private final Session mail;
    private final String domain;
    private final InstantSource clock;

    MailComposer(Session mail, String domain, InstantSource clock) {
        this.mail = mail;
        this.domain = domain;
        this.clock = clock;
    }

    /**
     * The e-mail in the form in which it is transmitted. The same notification gets the same {@code
     * Message-ID} at each attempt, by which a mailbox can fold a repetition.
     *
     * @throws UncomposableException when no e-mail can be made of these words
     */
    MimeMessage compose(Message message, Words.Email email, InternetAddress recipient)
            throws UncomposableException {
        try {
            return EmailConverter.emailToMimeMessage(email(message, email, recipient), mail);
        } catch (MailException | IllegalArgumentException refused) {
            throw new UncomposableException(refused);
        }
    }

    private Email email(Message message, Words.Email email, InternetAddress recipient) {
        var words = message.words();
        var name = oneLine(words.serviceName(), LONGEST_NAME);
        var subject = oneLine(email.subject(), LONGEST_SUBJECT);
        var builder =
                EmailBuilder.startingBlank()
                        .ignoringDefaults(true)
                        .ignoringOverrides(true)
                        .fixingMessageId("<" + message.notificationId() + "@" + domain + ">")
                        .fixingSentDate(Date.from(clock.instant()))
                        .from(name, message.service() + "@" + domain)
                        .to(recipient)
                        .withSubject(subject)
                        .withPlainText(text(name, email, message.proofCode()))
                        .withHTMLText(html(name, subject, email, message.proofCode()))
                        .withContentTransferEncoding(ContentTransferEncoding.QUOTED_PRINTABLE)
                        .withHeader("Auto-Submitted", "auto-generated")
                        .withHeader("Content-Language", "fr");
        if (words.replyTo() != null) {
            mailbox(words.replyTo()).ifPresent(builder::withReplyTo);
        }
        return builder.buildEmail();
    }

    /** The one mailbox that this text names; empty when it names none, several, or anything else. */
    static Optional<InternetAddress> mailbox(String written) {
        var at = written.lastIndexOf('@');
        if (at < 1 || !isAscii(written.substring(0, at)) || hasControl(written)) {
            return Optional.empty();
        }
        try {
            var domain = IDN.toASCII(written.substring(at + 1), IDN.USE_STD3_ASCII_RULES);
            var addresses = InternetAddress.parse(written.substring(0, at + 1) + domain, true);
            if (addresses.length != 1 || addresses[0].isGroup()) {
                return Optional.empty();
            }
            addresses[0].validate();
            return addresses[0].getPersonal() == null
                    ? Optional.of(addresses[0])
                    : Optional.empty();
        } catch (AddressException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private String text(String name, Words.Email email, String proofCode) {
        return text.fill(Map.of("service", name, "body", email.text().strip(), "proof", proofCode));
    }

    private String html(String name, String subject, Words.Email email, String proofCode) {
        return html.fill(
                Map.of(
                        "service", MailLayout.escape(name),
                        "subject", MailLayout.escape(subject),
                        "body", InlineStyle.apply(email.html()),
                        "proof", MailLayout.escape(proofCode)));
    }

    /** Without the control characters that could start a header of their own. */
    private static String oneLine(String value, int longest) {
        var line = new StringBuilder(Math.min(value.length(), longest));
        for (var i = 0; i < value.length() && line.length() < longest; i++) {
            var letter = value.charAt(i);
            var breaks = Character.isISOControl(letter) || letter == '\u2028' || letter == '\u2029';
            line.append(breaks ? ' ' : letter);
        }
        return line.toString().strip();
    }

    private static boolean isAscii(String value) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(value);
    }

    private static boolean hasControl(String value) {
        return value.chars().anyMatch(Character::isISOControl);
    }
}
