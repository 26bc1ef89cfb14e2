package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A mail of a stranger, taken apart. Whoever wrote it may be hostile: it is read as far as the limits
 * go and never fails; what lies beyond is not seen, and a returned mail inside is not opened.
 *
 * @param type of the whole
 * @param fields of the whole
 * @param parts in the order in which they are written
 */
record Mail(ContentType type, MailFields fields, List<MailPart> parts) {

    static final int OCTETS = 1 << 20;
    static final int LINES = 20_000;
    static final int LINE = 2_000;
    static final int PARTS = 50;
    static final int DEPTH = 5;

    Mail {
        parts = List.copyOf(parts);
    }

    /** Reads it; the limits hold whatever the octets are. */
    static Mail read(byte[] octets) {
        var lines = lines(new String(octets, 0, Math.min(octets.length, OCTETS), UTF_8));
        var parts = new ArrayList<MailPart>();
        var body = body(lines);
        var fields = MailFields.read(lines.subList(0, body.head()));
        var type = ContentType.read(fields.get("content-type"));
        take(type, fields, lines.subList(body.from(), lines.size()), 0, parts);
        return new Mail(type, fields, parts);
    }

    /** How many lines the fields have, and where the content starts. */
    private record Body(int head, int from) {}

    private static Body body(List<String> lines) {
        var empty = lines.indexOf("");
        return empty < 0
                ? new Body(lines.size(), lines.size())
                : new Body(empty, Math.min(empty + 1, lines.size()));
    }

    private static void take(
            ContentType type,
            MailFields fields,
            List<String> content,
            int depth,
            List<MailPart> parts) {
        if (parts.size() >= PARTS) {
            return;
        }
        var boundary = type.parameter("boundary");
        if (!type.type().startsWith("multipart/") || boundary.isEmpty() || depth == DEPTH) {
            parts.add(new MailPart(type.type(), fields, decoded(fields, content)));
            return;
        }
        var start = -1;
        for (var i = 0; i < content.size() && parts.size() < PARTS; i++) {
            var line = content.get(i);
            if (!line.startsWith("--") || !line.startsWith(boundary, 2)) {
                continue;
            }
            var rest = line.substring(boundary.length() + 2).strip();
            if (!rest.isEmpty() && !rest.equals("--")) {
                continue;
            }
            if (start >= 0) {
                part(content.subList(start, i), depth + 1, parts);
            }
            start = i + 1;
            if (rest.equals("--")) {
                return;
            }
        }
        if (start >= 0 && start <= content.size()) {
            part(content.subList(start, content.size()), depth + 1, parts);
        }
    }

    private static void part(List<String> lines, int depth, List<MailPart> parts) {
        var body = body(lines);
        var fields = MailFields.read(lines.subList(0, body.head()));
        take(
                ContentType.read(fields.get("content-type")),
                fields,
                lines.subList(body.from(), lines.size()),
                depth,
                parts);
    }

    private static List<String> decoded(MailFields fields, List<String> content) {
        var encoding = fields.get("content-transfer-encoding").toLowerCase(Locale.ROOT);
        if (!encoding.equals("base64") && !encoding.equals("quoted-printable")) {
            return content;
        }
        var octets = String.join("\r\n", content).getBytes(ISO_8859_1);
        try (var decoded = MimeUtility.decode(new ByteArrayInputStream(octets), encoding)) {
            return lines(new String(decoded.readNBytes(OCTETS), UTF_8));
        } catch (IOException | MessagingException | RuntimeException broken) {
            return content;
        }
    }

    private static List<String> lines(String text) {
        return text.lines()
                .limit(LINES)
                .map(line -> line.length() > LINE ? line.substring(0, LINE) : line)
                .toList();
    }

    @Override
    public String toString() {
        return "Mail[" + type.type() + ", " + parts.size() + " parts]";
    }
}
