package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of each row, as CSV for a French spreadsheet: UTF-8 with a byte order mark,
 * semicolons, and no cell that would be calculated. Read from the database page by page.
 */
@ApplicationScoped
class Report {

    private static final int PAGE = 1_000;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setDelimiter(';').setRecordSeparator("\r\n").get();

    private final Rows rows;

    Report(Rows rows) {
        this.rows = rows;
    }

    /** What is wrong, row by row; no value of the file is in it. */
    void faults(UUID batch, OutputStream out) throws IOException {
        try (var printer = printer(out, "row", "kind", "column", "code", "problem", "remedy")) {
            var page = faultsAfter(batch, null);
            while (!page.isEmpty()) {
                for (var each : page) {
                    var fault = each.fault();
                    print(
                            printer,
                            String.valueOf(fault.row()),
                            fault.kind().word(),
                            fault.column(),
                            fault.code(),
                            fault.problem(),
                            fault.remedy());
                }
                page = faultsAfter(batch, page.getLast());
            }
        }
    }

    /** Which row became which notification. */
    void rows(UUID batch, OutputStream out) throws IOException {
        try (var printer = printer(out, "row", "notification", "state")) {
            var page = rowsAfter(batch, 0);
            while (!page.isEmpty()) {
                for (var row : page) {
                    print(
                            printer,
                            String.valueOf(row.line()),
                            row.state().equals("accepted") ? row.id().toString() : "",
                            row.state().equals("claimed") ? "waiting" : row.state());
                }
                page = rowsAfter(batch, page.getLast().line());
            }
        }
    }

    private List<Rows.Numbered> faultsAfter(UUID batch, Rows.@Nullable Numbered last) {
        return QuarkusTransaction.requiringNew().call(() -> rows.faultsAfter(batch, last, PAGE));
    }

    private List<Rows.Outcome> rowsAfter(UUID batch, int line) {
        return QuarkusTransaction.requiringNew().call(() -> rows.after(batch, line, PAGE));
    }

    private static CSVPrinter printer(OutputStream out, String... headings) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        writer.write(BYTE_ORDER_MARK);
        var printer = new CSVPrinter(writer, FORMAT);
        print(printer, headings);
        return printer;
    }

    private static void print(CSVPrinter printer, String... cells) throws IOException {
        printer.printRecord(Arrays.stream(cells).map(NeutralCell::of).toList());
    }
}
