package fr.gouv.notifications.dispatch.email;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes text as RFC 2045 quoted-printable in one pass over its bytes: lines of at most 76
 * characters, every line break a CRLF. The general encoder of the mail library takes ten times as
 * long, and both parts of every message go through it.
 */
final class QuotedPrintable {

    private static final int LONGEST_LINE = 75;

    /** More than one octet can become: a soft line break and an escape. */
    private static final int SPARE = 8;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text;
    private byte[] encoded;
    private int length;
    private int column;

    private QuotedPrintable(byte[] text) {
        this.text = text;
        this.encoded = new byte[text.length + text.length / 4 + SPARE];
    }

    static byte[] encode(String text) {
        return new QuotedPrintable(text.getBytes(StandardCharsets.UTF_8)).encode();
    }

    private byte[] encode() {
        for (var i = 0; i < text.length; i++) {
            if (encoded.length - length < SPARE) {
                encoded = Arrays.copyOf(encoded, encoded.length * 2);
            }
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
        return Arrays.copyOf(encoded, length);
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
        encoded[length++] = octet;
    }

    private void escaped(byte octet) {
        makeRoomFor(3);
        encoded[length++] = '=';
        encoded[length++] = HEX[(octet >> 4) & 0xF];
        encoded[length++] = HEX[octet & 0xF];
    }

    private void makeRoomFor(int width) {
        if (column + width > LONGEST_LINE) {
            encoded[length++] = '=';
            breakLine();
        }
        column += width;
    }

    private void breakLine() {
        encoded[length++] = '\r';
        encoded[length++] = '\n';
        column = 0;
    }
}
