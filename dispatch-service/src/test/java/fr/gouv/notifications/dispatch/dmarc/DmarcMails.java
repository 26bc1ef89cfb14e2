package fr.gouv.notifications.dispatch.dmarc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Reports as mailbox providers send them. */
public final class DmarcMails {

    public static final Instant BEGIN = Instant.parse("2026-11-26T00:00:00Z");

    /** One record of a report. */
    public static String record(
            String domain,
            String source,
            String count,
            String dkim,
            String spf,
            String disposition) {
        return """
        <record><row><source_ip>%s</source_ip><count>%s</count><policy_evaluated>
        <disposition>%s</disposition><dkim>%s</dkim><spf>%s</spf>
        <reason><type>forwarded</type><comment/></reason></policy_evaluated></row>
        <identifiers><envelope_from>x.example</envelope_from><header_from>%s</header_from></identifiers>
        <auth_results><dkim><domain>elsewhere.example</domain><selector>s1</selector><result>pass</result></dkim>
        <spf><domain>x.example</domain><result>fail</result></spf></auth_results></record>
        """
                .formatted(source, count, disposition, dkim, spf, domain);
    }

    /** A whole report; {@code attributes} of its outermost element. */
    public static String report(String attributes, String id, Instant begin, String... records) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <feedback%s><version>1.0</version><report_metadata><org_name>mail.example</org_name>
        <email>noreply@mail.example</email><report_id>%s</report_id>
        <date_range><begin>%d</begin><end>%d</end></date_range></report_metadata>
        <policy_published><domain>caf92.example</domain><adkim>r</adkim><aspf>r</aspf><p>reject</p>
        <sp>reject</sp><np>reject</np><testing>n</testing></policy_published>%s</feedback>
        """
                .formatted(
                        attributes,
                        id,
                        begin.getEpochSecond(),
                        begin.getEpochSecond() + 86_399,
                        String.join("", records));
    }

    public static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public static byte[] zip(byte[]... entries) {
        var packed = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(packed)) {
            for (var i = 0; i < entries.length; i++) {
                out.putNextEntry(new ZipEntry("report" + i + ".xml"));
                out.write(entries[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** A mail with a text and this attachment. */
    public static byte[] mail(String type, byte[] attachment) {
        return """
                From: noreply@mail.example
                To: dmarc@notif.test
                Subject: Report Domain: caf92.example Submitter: mail.example Report-ID: <1>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="b1"

                --b1
                Content-Type: text/plain

                This is an aggregate report.
                --b1
                Content-Type: %s; name="mail.example!caf92.example!1!2.xml"
                Content-Transfer-Encoding: base64

                %s
                --b1--
                """
                .formatted(type, Base64.getMimeEncoder().encodeToString(attachment))
                .replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(US_ASCII);
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private DmarcMails() {}
}
