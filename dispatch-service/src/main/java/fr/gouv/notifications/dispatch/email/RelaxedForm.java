package fr.gouv.notifications.dispatch.email;

/**
 * The form of header fields and bodies that a DKIM signature covers (RFC 6376, 3.4.2 and 3.4.4: {@code
 * relaxed}), made in one pass over the octets.
 */
final class RelaxedForm {

    private final byte[] octets;
    private byte[] form;
    private int length;
    private boolean blank;
    private int breaks;

    private RelaxedForm(byte[] octets, int longest) {
        this.octets = octets;
        this.form = new byte[longest];
    }

    /** Of the body that begins at this index and goes to the end. */
    static Octets body(byte[] message, int from) {
        var relaxed = new RelaxedForm(message, message.length - from + 2);
        relaxed.writeBody(from);
        return new Octets(relaxed.form, relaxed.length);
    }

    /**
     * Of the header field between these indexes, its last line break left out, with its name in small letters
     * and no line break at its end.
     */
    static Octets field(byte[] message, int from, int colon, int end) {
        var relaxed = new RelaxedForm(message, end - from);
        relaxed.writeName(from, colon);
        relaxed.writeValue(colon + 1, end);
        return new Octets(relaxed.form, relaxed.length);
    }

    /** The first octets of an array; whoever gets it changes nothing. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Octets(byte[] array, int length) {}

    private void writeBody(int from) {
        var i = from;
        while (i < octets.length) {
            var octet = octets[i];
            if (octet == '\r' && i + 1 < octets.length && octets[i + 1] == '\n') {
                blank = false;
                breaks++;
                i += 2;
            } else if (isBlank(octet)) {
                blank = true;
                i++;
            } else {
                writePending();
                i = copyWord(i);
            }
        }
        if (length > 0) {
            writeBreak();
        }
    }

    /** Empty lines and the blank before a word; both are dropped when no word follows. */
    private void writePending() {
        for (; breaks > 0; breaks--) {
            writeBreak();
        }
        if (blank) {
            form[length++] = ' ';
            blank = false;
        }
    }

    private int copyWord(int from) {
        var end = from + 1;
        while (end < octets.length && octets[end] > ' ') {
            end++;
        }
        System.arraycopy(octets, from, form, length, end - from);
        length += end - from;
        return end;
    }

    private void writeBreak() {
        form[length++] = '\r';
        form[length++] = '\n';
    }

    private void writeName(int from, int colon) {
        for (var i = from; i < colon; i++) {
            var octet = octets[i];
            if (!isBlank(octet)) {
                form[length++] =
                        octet >= 'A' && octet <= 'Z' ? (byte) (octet + ('a' - 'A')) : octet;
            }
        }
        form[length++] = ':';
    }

    private void writeValue(int from, int end) {
        var begun = false;
        for (var i = from; i < end; i++) {
            var octet = octets[i];
            if (isBlank(octet) || isBreakOfFolding(i, end)) {
                blank = begun;
            } else {
                if (blank) {
                    form[length++] = ' ';
                    blank = false;
                }
                form[length++] = octet;
                begun = true;
            }
        }
    }

    /** A line break within a field is always followed by a blank, or it would end it. */
    private boolean isBreakOfFolding(int index, int end) {
        return (octets[index] == '\r' && index + 1 < end && octets[index + 1] == '\n')
                || (octets[index] == '\n' && octets[index - 1] == '\r');
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
