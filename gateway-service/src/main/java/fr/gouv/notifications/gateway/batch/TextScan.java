package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.gateway.problem.Fault;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the bytes of a file while they pass, and says in which encoding they are: UTF-8 with or
 * without a byte order mark when all of them are, Windows-1252 when hardly any could be.
 */
final class TextScan {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int HEAD = 8;

    private final byte[] head = new byte[HEAD];
    private final Utf8 utf8 = new Utf8();
    private long size;
    private long line = 1;
    private long lineOfNul;
    private long lineOfUndefined;
    private boolean afterReturn;

    /** What the file is. */
    sealed interface Finding {

        /**
         * Text.
         *
         * @param mark bytes at the beginning that are no text
         */
        record Text(Charset charset, int mark) implements Finding {}

        /** Something else. */
        record Unreadable(Fault fault) implements Finding {}
    }

    void accept(byte[] bytes, int offset, int length) {
        for (var i = offset; i < offset + length; i++) {
            accept(bytes[i]);
        }
    }

    private void accept(byte octet) {
        if (size < HEAD) {
            head[(int) size] = octet;
        }
        size++;
        utf8.accept(octet & 0xFF, line);
        switch (octet) {
            case 0 -> lineOfNul = lineOfNul == 0 ? line : lineOfNul;
            case '\r' -> line++;
            case '\n' -> line += afterReturn ? 0 : 1;
            // The five positions to which Windows-1252 gives no character.
            case (byte) 0x81, (byte) 0x8D, (byte) 0x8F, (byte) 0x90, (byte) 0x9D ->
                    lineOfUndefined = lineOfUndefined == 0 ? line : lineOfUndefined;
            default -> {}
        }
        afterReturn = octet == '\r';
    }

    long size() {
        return size;
    }

    /** What the file is, once all of it has passed. */
    Finding finding() {
        if (size == 0) {
            return fault("file-empty", "is empty", "choose the file that holds the rows");
        }
        var kind = kind();
        if (kind != null) {
            return fault(
                    "not-csv",
                    "is " + kind + ", whatever its name ends with",
                    "in the spreadsheet choose Save as (Enregistrer sous), type CSV UTF-8, and send"
                            + " that file");
        }
        if (startsWith(0xFF, 0xFE) || startsWith(0xFE, 0xFF)) {
            return fault(
                    "encoding-unknown",
                    "is text in UTF-16",
                    "save it as CSV UTF-8: UTF-8 and Windows-1252 are read");
        }
        if (lineOfNul > 0) {
            return fault(
                    "not-text",
                    "holds a NUL character in line " + lineOfNul,
                    "save it again as CSV UTF-8: no text has this character");
        }
        utf8.end(line);
        return encoding();
    }

    private Finding encoding() {
        var isMarked = startsWith(0xEF, 0xBB, 0xBF);
        if (utf8.broken == 0) {
            return new Finding.Text(UTF_8, isMarked ? 3 : 0);
        }
        // Accents of Windows-1252 hardly ever make whole characters of UTF-8 by chance.
        if (isMarked || utf8.whole > utf8.broken) {
            return fault(
                    "encoding-mixed",
                    "is UTF-8, but not in line " + utf8.lineOfBroken,
                    "files in different encodings were joined: save it again as CSV UTF-8");
        }
        if (lineOfUndefined > 0) {
            return fault(
                    "encoding-unknown",
                    "is neither UTF-8 nor Windows-1252: see line " + lineOfUndefined,
                    "save it as CSV UTF-8");
        }
        return new Finding.Text(WINDOWS_1252, 0);
    }

    private @Nullable String kind() {
        if (startsWith('P', 'K', 3, 4) || startsWith('P', 'K', 5, 6)) {
            return "a zip archive or a workbook (xlsx, ods)";
        }
        if (startsWith(0xD0, 0xCF, 0x11, 0xE0)) {
            return "a workbook (xls)";
        }
        if (startsWith(0x1F, 0x8B)) {
            return "a gzip archive";
        }
        return startsWith('%', 'P', 'D', 'F') ? "a PDF document" : null;
    }

    private boolean startsWith(int... octets) {
        if (size < octets.length) {
            return false;
        }
        var wanted = new byte[octets.length];
        for (var i = 0; i < octets.length; i++) {
            wanted[i] = (byte) octets[i];
        }
        return Arrays.equals(head, 0, wanted.length, wanted, 0, wanted.length);
    }

    private static Finding fault(String code, String problem, String remedy) {
        return new Finding.Unreadable(new Fault("file", code, problem, remedy));
    }

    /** Counts the characters of several bytes that are whole, and those that are broken (RFC 3629). */
    private static final class Utf8 {

        private int wanted;
        private int lowest;
        private int highest;
        private long whole;
        private long broken;
        private long lineOfBroken;

        void accept(int octet, long line) {
            if (wanted == 0) {
                begin(octet, line);
            } else if (octet >= lowest && octet <= highest) {
                lowest = 0x80;
                highest = 0xBF;
                wanted--;
                whole += wanted == 0 ? 1 : 0;
            } else {
                breaks(line);
                begin(octet, line);
            }
        }

        void end(long line) {
            if (wanted > 0) {
                breaks(line);
            }
        }

        private void begin(int octet, long line) {
            if (octet < 0x80) {
                return;
            }
            if (octet < 0xC2 || octet > 0xF4) {
                breaks(line);
                return;
            }
            wanted = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
            lowest = octet == 0xE0 ? 0xA0 : octet == 0xF0 ? 0x90 : 0x80;
            highest = octet == 0xED ? 0x9F : octet == 0xF4 ? 0x8F : 0xBF;
        }

        private void breaks(long line) {
            wanted = 0;
            broken++;
            lineOfBroken = lineOfBroken == 0 ? line : lineOfBroken;
        }
    }
}
