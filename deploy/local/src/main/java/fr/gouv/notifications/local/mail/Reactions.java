package fr.gouv.notifications.local.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * What happens to mail after it was taken, by the name of its recipient: {@code simulate-bounce@…} has it given back (RFC
 * 3464), {@code simulate-expired@…} has it given back after it waited too long, {@code simulate-delayed@…} tells that it
 * still waits, {@code simulate-complaint@…} has it called unwanted (RFC 5965), {@code simulate-reply@…} answers, and {@code
 * simulate-away@…} has a machine answer.
 */
public final class Reactions {

    private static final int TRIES = 10;
    private static final Duration LATER = Duration.ofSeconds(1);
    private static final String PATIENCE_MS = "5000";

    private final int port;

    /**
     * To the server that hears what comes back.
     *
     * @param port of 127.0.0.1
     */
    public Reactions(int port) {
        this.port = port;
    }

    /** What a mail server tells of a mail, as Postfix does. */
    private enum Fate {
        UNKNOWN(
                "Undelivered Mail Returned to Sender",
                "failed",
                "5.1.1",
                "smtp; 550 5.1.1 Recipient address rejected: User unknown"),
        EXPIRED(
                "Undelivered Mail Returned to Sender",
                "failed",
                "4.4.1",
                "X-Postfix; connect to mx.inbox.localhost[192.0.2.1]:25: Connection timed out"),
        DELAYED(
                "Delayed Mail (still being retried)",
                "delayed",
                "4.4.1",
                "X-Postfix; connect to mx.inbox.localhost[192.0.2.1]:25: Connection timed out");

        private final String subject;
        private final String action;
        private final String status;
        private final String words;

        Fate(String subject, String action, String status, String words) {
            this.subject = subject;
            this.action = action;
            this.status = status;
            this.words = words;
        }
    }

    /**
     * One mail that comes back.
     *
     * @param from the envelope sender; empty for a machine
     */
    private record Reaction(String from, String to, String mail) {}

    /** A little later, and again while nobody listens; then it is given up, as relays do. */
    void to(String envelopeSender, String recipient, byte[] mail) {
        reaction(envelopeSender, recipient, new String(mail, ISO_8859_1))
                .filter(it -> !it.to().isEmpty())
                .ifPresent(it -> Thread.ofVirtual().name("reaction").start(() -> untilSent(it)));
    }

    private static Optional<Reaction> reaction(String sender, String recipient, String mail) {
        var at = recipient.indexOf('@');
        return switch (at < 0 ? recipient : recipient.substring(0, at)) {
            case "simulate-bounce" ->
                    Optional.of(
                            new Reaction(
                                    "", sender, report(Fate.UNKNOWN, sender, recipient, mail)));
            case "simulate-expired" ->
                    Optional.of(
                            new Reaction(
                                    "", sender, report(Fate.EXPIRED, sender, recipient, mail)));
            case "simulate-delayed" ->
                    Optional.of(
                            new Reaction(
                                    "", sender, report(Fate.DELAYED, sender, recipient, mail)));
            case "simulate-complaint" ->
                    Optional.of(new Reaction("", complaintsOf(mail), complaint(recipient, mail)));
            case "simulate-reply" -> Optional.of(answer(recipient, mail, ""));
            case "simulate-away" ->
                    Optional.of(answer(recipient, mail, "Auto-Submitted: auto-replied\n"));
            default -> Optional.empty();
        };
    }

    private void untilSent(Reaction reaction) {
        try {
            for (var left = TRIES; left > 0; left--) {
                Thread.sleep(LATER);
                if (sent(reaction)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String report(Fate fate, String sender, String recipient, String mail) {
        return """
        From: Mail Delivery System <mailer-daemon@inbox.localhost>
        To: %1$s
        Subject: %5$s
        Auto-Submitted: auto-replied
        Message-ID: <%2$s@inbox.localhost>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="%2$s"

        --%2$s
        Content-Type: text/plain; charset=us-ascii

        This is about what you wrote to %3$s.

        --%2$s
        Content-Type: message/delivery-status

        Reporting-MTA: dns; inbox.localhost

        Final-Recipient: rfc822; %3$s
        Action: %6$s
        Status: %7$s
        Diagnostic-Code: %8$s

        --%2$s
        Content-Type: text/rfc822-headers

        %4$s
        --%2$s--
        """
                .formatted(
                        sender,
                        UUID.randomUUID(),
                        recipient,
                        head(mail),
                        fate.subject,
                        fate.action,
                        fate.status,
                        fate.words);
    }

    /** As providers write it: who complained is not said. */
    private static String complaint(String recipient, String mail) {
        return """
        From: Feedback <feedback@inbox.localhost>
        Subject: FW: complaint
        Message-ID: <%1$s@inbox.localhost>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="%1$s"

        --%1$s
        Content-Type: text/plain; charset=us-ascii

        A user called this message unwanted.

        --%1$s
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        User-Agent: notifications-inbox/1.0
        Version: 1
        Original-Rcpt-To: <redacted@%2$s>

        --%1$s
        Content-Type: text/rfc822-headers

        %3$s
        --%1$s--
        """
                .formatted(
                        UUID.randomUUID(),
                        recipient.substring(recipient.indexOf('@') + 1),
                        head(mail).replace(recipient, "redacted"));
    }

    private static Reaction answer(String recipient, String mail, String field) {
        var to = address(field(mail, "Reply-To"));
        var subject = field(mail, "Subject");
        return new Reaction(
                recipient,
                // Only those that are carried on: who answers letters of ours would never end.
                to.startsWith("reply+") ? to : "",
                """
                From: Camille Exemple <%1$s>
                To: %2$s
                Subject: Re: %3$s
                In-Reply-To: %4$s
                Message-ID: <%5$s@inbox.localhost>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit
                %6$s
                Bonjour, je réponds à votre message.
                """
                        .formatted(
                                recipient,
                                to,
                                subject.startsWith("=?") ? "message" : subject,
                                field(mail, "Message-ID"),
                                UUID.randomUUID(),
                                field));
    }

    private static String complaintsOf(String mail) {
        return field(mail, "CFBL-Address").split(";", 2)[0].strip();
    }

    private static String address(String field) {
        var open = field.indexOf('<');
        return open < 0 ? field.strip() : field.substring(open + 1, field.indexOf('>', open));
    }

    private static String field(String mail, String name) {
        try {
            var fields = new InternetHeaders(new ByteArrayInputStream(mail.getBytes(ISO_8859_1)));
            return Optional.ofNullable(fields.getHeader(name, null))
                    .orElse("")
                    .replaceAll("\\s+", " ");
        } catch (MessagingException _) {
            return "";
        }
    }

    private boolean sent(Reaction reaction) {
        var settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", Integer.toString(port));
        settings.put("mail.smtp.from", reaction.from().isEmpty() ? "<>" : reaction.from());
        settings.put("mail.smtp.localhost", "inbox.localhost");
        settings.put("mail.smtp.connectiontimeout", PATIENCE_MS);
        settings.put("mail.smtp.timeout", PATIENCE_MS);
        settings.put("mail.smtp.writetimeout", PATIENCE_MS);
        try {
            Transport.send(
                    new MimeMessage(
                            Session.getInstance(settings),
                            new ByteArrayInputStream(
                                    reaction.mail().replace("\n", "\r\n").getBytes(UTF_8))),
                    new InternetAddress[] {new InternetAddress(reaction.to())});
            return true;
        } catch (MessagingException _) {
            return false;
        }
    }

    private static String head(String mail) {
        var text = mail.replace("\r\n", "\n");
        var end = text.indexOf("\n\n");
        return (end < 0 ? text : text.substring(0, end)) + "\n";
    }
}
