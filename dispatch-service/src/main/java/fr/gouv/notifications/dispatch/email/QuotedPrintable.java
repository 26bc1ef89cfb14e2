package fr.gouv.notifications.dispatch.email;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes text as RFC 2045 quoted-printable in one pass over its bytes: lines of at most 76
 * characters, every line break a CRLF. The general encoder of the mail library takes ten times as
 * long, and both parts of every message go through it.
 */
final class QuotedPrintable {

    private static final int LONGEST_LINE = 75;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text;
    private final ByteArrayOutputStream encoded;
    private int column;

    private QuotedPrintable(byte[] text) {
        this.text = text;
        this.encoded = new ByteArrayOutputStream(text.length + text.length / 4);
    }

    static byte[] encode(String text) {
        return new QuotedPrintable(text.getBytes(StandardCharsets.UTF_8)).encode();
    }

    private byte[] encode() {
        for (var i = 0; i < text.length; i++) {
            var octet = text[i];
            if (octet == '\r' && isAt(i + 1, '\n')) {
                continue;
            }
            if (octet == '\n' || octet == '\r') {
                breakLine();
            } else if (isLiteral(i)) {
                literal(octet);
            } else {
                escaped(octet);
            }
        }
        return encoded.toByteArray();
    }

    private boolean isLiteral(int index) {
        var octet = text[index];
        if (octet == ' ' || octet == '\t') {
            // At the end of a line a relay may strip it.
            return index + 1 < text.length && !isAt(index + 1, '\n') && !isAt(index + 1, '\r');
        }
        return octet > ' ' && octet < 127 && octet != '=';
    }

    private boolean isAt(int index, char wanted) {
        return index < text.length && text[index] == wanted;
    }

    private void literal(byte octet) {
        makeRoomFor(1);
        encoded.write(octet);
    }

    private void escaped(byte octet) {
        makeRoomFor(3);
        encoded.write('=');
        encoded.write(HEX[(octet >> 4) & 0xF]);
        encoded.write(HEX[octet & 0xF]);
    }

    private void makeRoomFor(int width) {
        if (column + width > LONGEST_LINE) {
            encoded.write('=');
            breakLine();
        }
        column += width;
    }

    private void breakLine() {
        encoded.write('\r');
        encoded.write('\n');
        column = 0;
    }
}
