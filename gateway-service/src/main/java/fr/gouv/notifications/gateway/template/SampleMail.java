package fr.gouv.notifications.gateway.template;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.gateway.access.Tenant;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/**
 * An e-mail with the words of a template, for a spam filter to look at: of the same shape as what is sent,
 * with the names of the placeholders as values and nobody as recipient.
 */
final class SampleMail {

    private static final String BOUNDARY = "=_parts";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** The whole mail by RFC 5322. */
    static byte[] of(Tenant tenant, String slug, Rendering.Email email, Instant now) {
        var host = tenant.contact().substring(tenant.contact().lastIndexOf('@') + 1);
        var head =
                field("From", word(tenant.name()) + " <" + tenant.contact() + ">")
                        + field("To", "usager@" + host)
                        + field("Subject", word(email.subject()))
                        + field("Date", DATE.format(now))
                        + field(
                                "Message-ID",
                                "<" + slug + "." + now.toEpochMilli() + "@" + host + ">")
                        + field("List-Id", "<" + slug + "." + tenant.slug() + "." + host + ">")
                        + field("Auto-Submitted", "auto-generated")
                        + field("MIME-Version", "1.0")
                        + field(
                                "Content-Type",
                                "multipart/alternative; boundary=\"" + BOUNDARY + '"')
                        + "\r\n";
        var page =
                "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>"
                        + "</title></head><body>"
                        + email.html()
                        + "</body></html>";
        return (head
                        + part("text/plain", email.text())
                        + part("text/html", page)
                        + "--"
                        + BOUNDARY
                        + "--\r\n")
                .getBytes(US_ASCII);
    }

    private static String field(String name, String value) {
        return name + ": " + value + "\r\n";
    }

    /** RFC 2047, in pieces that are short enough and end between characters. */
    private static String word(String text) {
        if (text.chars().allMatch(letter -> letter >= ' ' && letter < 127)) {
            return '"' + text.replace("\\", "").replace("\"", "") + '"';
        }
        var words = new StringBuilder();
        for (var start = 0; start < text.length(); ) {
            var end =
                    text.offsetByCodePoints(
                            start, Math.min(10, text.codePointCount(start, text.length())));
            words.append(words.isEmpty() ? "" : "\r\n ")
                    .append("=?UTF-8?B?")
                    .append(
                            Base64.getEncoder()
                                    .encodeToString(text.substring(start, end).getBytes(UTF_8)))
                    .append("?=");
            start = end;
        }
        return words.toString();
    }

    private static String part(String type, String words) {
        return "--"
                + BOUNDARY
                + "\r\n"
                + field("Content-Type", type + "; charset=UTF-8")
                + field("Content-Transfer-Encoding", "base64")
                + "\r\n"
                + LINES.encodeToString(words.getBytes(UTF_8))
                + "\r\n";
    }

    private SampleMail() {}
}
