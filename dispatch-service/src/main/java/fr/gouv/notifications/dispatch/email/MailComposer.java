package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.simplejavamail.MailException;
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
        var name = oneLine(message.words().serviceName(), LONGEST_NAME);
        var subject = oneLine(email.subject(), LONGEST_SUBJECT);
        try {
            var composed =
                    EmailConverter.emailToMimeMessage(
                            envelope(message, name, subject, recipient), mail);
            var parts = new MimeMultipart("alternative");
            parts.addBodyPart(part("text/plain", text(name, email, message.proofCode())));
            parts.addBodyPart(part("text/html", html(name, subject, email, message.proofCode())));
            composed.setContent(parts);
            composed.saveChanges();
            return composed;
        } catch (MailException | MessagingException | IllegalArgumentException refused) {
            throw new UncomposableException(refused);
        }
    }

    /**
     * Everything but the words. The library would search them for images to load and encode them
     * letter by letter, which takes as long as all the rest of a delivery.
     */
    private Email envelope(
            Message message, String name, String subject, InternetAddress recipient) {
        var builder =
                EmailBuilder.startingBlank()
                        .ignoringDefaults(true)
                        .ignoringOverrides(true)
                        .fixingMessageId("<" + message.notificationId() + "@" + domain + ">")
                        .fixingSentDate(Date.from(clock.instant()))
                        .from(name, message.service() + "@" + domain)
                        .to(recipient)
                        .withSubject(subject)
                        .withPlainText("")
                        .withHeader("Auto-Submitted", "auto-generated")
                        .withHeader("Content-Language", "fr");
        var replyTo = message.words().replyTo();
        if (replyTo != null) {
            mailbox(replyTo).ifPresent(builder::withReplyTo);
        }
        return builder.buildEmail();
    }

    private static MimeBodyPart part(String type, String words) throws MessagingException {
        var headers = new InternetHeaders();
        headers.addHeader("Content-Type", type + "; charset=UTF-8");
        headers.addHeader("Content-Transfer-Encoding", "quoted-printable");
        return new MimeBodyPart(headers, QuotedPrintable.encode(words));
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
