package fr.gouv.notifications.local.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;

/**
 * Gives mail back as a server does that finds out only later that nobody has the address: with a
 * delivery status notification (RFC 3464) to the envelope sender.
 */
public final class Bounces {

    private static final int TRIES = 10;
    private static final Duration LATER = Duration.ofSeconds(1);
    private static final String PATIENCE_MS = "5000";

    private final int port;

    /**
     * To the server that hears bounces.
     *
     * @param port of 127.0.0.1
     */
    public Bounces(int port) {
        this.port = port;
    }

    /** A little later, and again while nobody listens; then it is given up, as relays do. */
    void giveBack(String envelopeSender, String recipient, byte[] mail) {
        if (envelopeSender.isEmpty()) {
            return;
        }
        var report = report(envelopeSender, recipient, mail);
        Thread.ofVirtual()
                .name("bounce")
                .start(
                        () -> {
                            try {
                                for (var left = TRIES; left > 0; left--) {
                                    Thread.sleep(LATER);
                                    if (sent(envelopeSender, report)) {
                                        return;
                                    }
                                }
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private static byte[] report(String envelopeSender, String recipient, byte[] mail) {
        return """
            From: Mail Delivery System <mailer-daemon@inbox.localhost>
            To: %1$s
            Subject: Undelivered Mail Returned to Sender
            Auto-Submitted: auto-replied
            Message-ID: <%2$s@inbox.localhost>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="%2$s"

            --%2$s
            Content-Type: text/plain; charset=us-ascii

            Nobody has the address %3$s here.

            --%2$s
            Content-Type: message/delivery-status

            Reporting-MTA: dns; inbox.localhost

            Final-Recipient: rfc822; %3$s
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 <%3$s>: Recipient address rejected: User unknown

            --%2$s
            Content-Type: text/rfc822-headers

            %4$s
            --%2$s--
            """
                .formatted(envelopeSender, UUID.randomUUID(), recipient, headers(mail))
                .replace("\n", "\r\n")
                .getBytes(UTF_8);
    }

    private boolean sent(String envelopeSender, byte[] report) {
        var settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", Integer.toString(port));
        settings.put("mail.smtp.from", "<>");
        settings.put("mail.smtp.localhost", "inbox.localhost");
        settings.put("mail.smtp.connectiontimeout", PATIENCE_MS);
        settings.put("mail.smtp.timeout", PATIENCE_MS);
        settings.put("mail.smtp.writetimeout", PATIENCE_MS);
        try {
            Transport.send(
                    new MimeMessage(
                            Session.getInstance(settings), new ByteArrayInputStream(report)),
                    new InternetAddress[] {new InternetAddress(envelopeSender)});
            return true;
        } catch (MessagingException _) {
            return false;
        }
    }

    private static String headers(byte[] mail) {
        var text = new String(mail, US_ASCII).replace("\r\n", "\n");
        var end = text.indexOf("\n\n");
        return (end < 0 ? text : text.substring(0, end)) + "\n";
    }
}
