package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The header fields of a complete e-mail, found in one pass, in the form that a signature covers. */
final class MailHeader {

    private final Map<String, List<RelaxedForm.Octets>> fields = new HashMap<>();
    private final byte[] message;
    private int end;

    private MailHeader(byte[] message) {
        this.message = message;
    }

    static MailHeader of(byte[] message) {
        var header = new MailHeader(message);
        header.read();
        return header;
    }

    /** Where the body begins. */
    int end() {
        return end;
    }

    /** All fields of this name, in small letters, the last one first: a signature covers them so. */
    List<RelaxedForm.Octets> named(String name) {
        return fields.getOrDefault(name, List.of()).reversed();
    }

    private void read() {
        var start = 0;
        while (start < message.length && !isBreak(start)) {
            var next = endOfField(start);
            note(start, next);
            start = next + 2;
        }
        end = Math.min(start + 2, message.length);
    }

    /** The line break after which no folded line follows. */
    private int endOfField(int start) {
        for (var i = start; i + 1 < message.length; i++) {
            if (isBreak(i) && !isFolded(i)) {
                return i;
            }
        }
        return message.length;
    }

    private void note(int start, int next) {
        for (var colon = start; colon < next; colon++) {
            if (message[colon] == ':') {
                var name =
                        new String(message, start, colon - start, US_ASCII)
                                .strip()
                                .toLowerCase(Locale.ROOT);
                fields.computeIfAbsent(name, _ -> new ArrayList<>(1))
                        .add(RelaxedForm.field(message, start, colon, next));
                return;
            }
        }
    }

    private boolean isBreak(int index) {
        return message[index] == '\r' && index + 1 < message.length && message[index + 1] == '\n';
    }

    private boolean isFolded(int index) {
        return index + 2 < message.length
                && (message[index + 2] == ' ' || message[index + 2] == '\t');
    }
}
