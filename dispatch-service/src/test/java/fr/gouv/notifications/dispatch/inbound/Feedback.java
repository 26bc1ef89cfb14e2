package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Complaints as mailbox providers write them (RFC 5965), with the recipient redacted. */
final class Feedback {

    /**
     * A report of this type.
     *
     * @param field one more of the report; empty for none
     * @param returned one more field of the returned mail; empty for none
     */
    static byte[] report(String type, String field, String returned) {
        return """
            From: <feedback@arf.provider.test>
            Date: Fri, 27 Nov 2026 10:00:00 +0000
            Subject: FW: Avis
            To: <complaint@notif.test>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary="part"

            --part
            Content-Type: text/plain; charset="US-ASCII"
            Content-Transfer-Encoding: 7bit

            This is an email abuse report for a message received from IP 192.0.2.1.
            --part
            Content-Type: message/feedback-report

            Feedback-Type: %s
            User-Agent: SomeGenerator/1.0
            Version: 1
            %sOriginal-Rcpt-To: redacted@provider.test
            Source-IP: 192.0.2.1
            Reported-Domain: notif.test
            Arrival-Date: Thu, 26 Nov 2026 10:00:00 +0000

            --part
            Content-Type: message/rfc822
            Content-Disposition: inline

            From: "Mairie" <mairie@notif.test>
            To: redacted@provider.test
            %sSubject: Avis

            Un avis vous attend.
            --part--
            """
                .formatted(type, line(field), line(returned))
                .replace("\n", "\r\n")
                .getBytes(US_ASCII);
    }

    private static String line(String field) {
        return field.isEmpty() ? "" : field + "\n";
    }

    private Feedback() {}
}
