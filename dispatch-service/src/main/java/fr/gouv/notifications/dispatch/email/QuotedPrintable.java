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

    /** More than is written at once: a soft line break and a line. */
    private static final int SPARE = 96;

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
        var i = 0;
        while (i < text.length) {
            var end = endOfPlain(i);
            if (end > i) {
                copy(i, end);
                i = end;
            } else {
                writeOther(i++);
            }
        }
        return Arrays.copyOf(encoded, length);
    }

    /** Where the octets end that always stand for themselves: most of every text. */
    private int endOfPlain(int from) {
        var end = from;
        while (end < text.length && text[end] > ' ' && text[end] < 127 && text[end] != '=') {
            end++;
        }
        return end;
    }

    private void copy(int from, int end) {
        var copied = from;
        while (copied < end) {
            makeRoomFor(1);
            var count = Math.min(end - copied, LONGEST_LINE - column);
            System.arraycopy(text, copied, encoded, length, count);
            length += count;
            column += count;
            copied += count;
        }
    }

    private void writeOther(int index) {
        var octet = text[index];
        if (octet == '\r' && isAt(index + 1, '\n')) {
            return;
        }
        if (octet == '\n' || octet == '\r') {
            ensureSpare();
            breakLine();
        } else if (isSpaceWithinLine(index)) {
            makeRoomFor(1);
            encoded[length++] = octet;
            column++;
        } else {
            makeRoomFor(3);
            escape(octet);
            column += 3;
        }
    }

    /** At the end of a line a relay may strip it. */
    private boolean isSpaceWithinLine(int index) {
        return (text[index] == ' ' || text[index] == '\t')
                && index + 1 < text.length
                && !isAt(index + 1, '\n')
                && !isAt(index + 1, '\r');
    }

    private boolean isAt(int index, char wanted) {
        return index < text.length && text[index] == wanted;
    }

    private void escape(byte octet) {
        encoded[length++] = '=';
        encoded[length++] = HEX[(octet >> 4) & 0xF];
        encoded[length++] = HEX[octet & 0xF];
    }

    /** Begins another line when so many characters do not fit on this one. */
    private void makeRoomFor(int width) {
        ensureSpare();
        if (column + width > LONGEST_LINE) {
            encoded[length++] = '=';
            breakLine();
        }
    }

    private void ensureSpare() {
        if (encoded.length - length < SPARE) {
            encoded = Arrays.copyOf(encoded, encoded.length * 2);
        }
    }

    private void breakLine() {
        encoded[length++] = '\r';
        encoded[length++] = '\n';
        column = 0;
    }
}
