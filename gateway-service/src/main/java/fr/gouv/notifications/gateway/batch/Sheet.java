package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a spooled file, one after the other, numbered as a spreadsheet numbers them: the first
 * row is 1, and a line break inside a cell begins no new row.
 */
final class Sheet implements Closeable {

    /** As many as a spreadsheet can have. */
    static final int LAST_ROW = 1_048_576;

    /** An open quote would otherwise make one cell of the rest of the file. */
    private static final int LONGEST_ROW = 256 * 1024;

    private static final int SEPARATOR_LINE = 16;
    private static final Pattern SEPARATOR_OF_EXCEL =
            Pattern.compile("^\"?sep=([;,\t])\"?(?:\r\n|\r|\n)", Pattern.CASE_INSENSITIVE);

    private final BoundedReader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private int number;

    /**
     * One row.
     *
     * @param number as the spreadsheet shows it
     */
    record Row(int number, List<String> cells) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Row[" + number + "]";
        }
    }

    private Sheet(BoundedReader text, char separator) throws IOException {
        this.text = text;
        parser =
                CSVFormat.DEFAULT
                        .builder()
                        .setDelimiter(separator)
                        .setIgnoreEmptyLines(false)
                        .get()
                        .parse(text);
        records = parser.iterator();
    }

    /** The text with this separator. */
    static Sheet open(Spool spool, TextScan.Finding.Text found, char separator) throws IOException {
        var reader = reader(spool, found);
        declared(reader);
        return new Sheet(new BoundedReader(reader), separator);
    }

    /** The separator that Excel was told in a line of its own. */
    static Optional<Character> declaredSeparator(Spool spool, TextScan.Finding.Text found)
            throws IOException {
        return declared(reader(spool, found));
    }

    /** The next row that holds anything, or null after the last one. */
    @Nullable Row next() {
        while (true) {
            var record = nextRecord();
            if (record == null) {
                return null;
            }
            number++;
            if (number > LAST_ROW) {
                throw refused(
                        "too-many-rows",
                        "has more than " + LAST_ROW + " lines",
                        "remove the empty ones, or send several files");
            }
            var cells = new ArrayList<String>(record.size());
            record.forEach(cells::add);
            if (!RowPolicy.isBlank(cells)) {
                return new Row(number, cells);
            }
        }
    }

    private @Nullable CSVRecord nextRecord() {
        text.beginRow();
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException _) {
            throw broken(number + 1);
        }
    }

    /** The parser's words quote the text; where it stopped says the same. */
    private Refused broken(int row) {
        if (text.isTooLong) {
            return refused(
                    "row-too-long",
                    "has more than " + LONGEST_ROW + " characters in row " + row,
                    "a quote that begins in this row probably has no end: close it");
        }
        if (text.isAtEnd) {
            return refused(
                    "quote-open",
                    "ends inside a quote that begins in row " + row,
                    "close the quote; a quote inside a quoted cell is written twice");
        }
        return refused(
                "quote-misplaced",
                "has text after a closing quote in row " + row,
                "a quote that begins in this row has no end, or one inside a cell is not written"
                        + " twice");
    }

    private static Refused refused(String code, String problem, String remedy) {
        return Problem.invalid(List.of(new Fault("file", code, problem, remedy))).refused();
    }

    private static BufferedReader reader(Spool spool, TextScan.Finding.Text found)
            throws IOException {
        var in = spool.reading();
        in.skipNBytes(found.mark());
        return new BufferedReader(new InputStreamReader(in, found.charset()), 16_384);
    }

    /** Passes over Excel's line, if there is one. */
    private static Optional<Character> declared(BufferedReader reader) throws IOException {
        reader.mark(SEPARATOR_LINE);
        var head = new char[SEPARATOR_LINE];
        var length = reader.read(head);
        var line = SEPARATOR_OF_EXCEL.matcher(new String(head, 0, Math.max(0, length)));
        reader.reset();
        if (!line.find()) {
            return Optional.empty();
        }
        reader.skip(line.end());
        return Optional.of(line.group(1).charAt(0));
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Refuses to read a row that never ends. */
    private static final class BoundedReader extends FilterReader {

        private int sinceRow;
        private boolean isTooLong;
        private boolean isAtEnd;

        BoundedReader(Reader in) {
            super(in);
        }

        void beginRow() {
            sinceRow = 0;
        }

        @Override
        public int read() throws IOException {
            var one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            var read = super.read(buffer, offset, length);
            isAtEnd = read < 0;
            sinceRow += Math.max(0, read);
            if (sinceRow > LONGEST_ROW) {
                isTooLong = true;
                throw new IOException("a row never ends");
            }
            return read;
        }
    }
}
