package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However a spreadsheet writes a table, the same is asked for. */
class SheetProperties {

    private static final List<String> PLACEHOLDERS = List.of("prénom", "objet");
    private static final List<String> HEADINGS = List.of("Courriel", "PRÉNOM", "Objet", "inutile");
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** How a table is written. */
    record Style(char separator, String lineEnd, int encoding, long order, boolean quoteAll) {}

    @Property(tries = 300)
    void theSameIsAskedForHoweverItIsWritten(
            @ForAll @From("tables") List<List<String>> table, @ForAll @From("styles") Style style)
            throws IOException {
        var expected =
                table.stream()
                        .map(
                                row ->
                                        new RowContent(
                                                row.get(0) + "@exemple.fr",
                                                null,
                                                null,
                                                null,
                                                values(row)))
                        .toList();

        assertThat(read(write(table, style))).isEqualTo(expected);
    }

    private static Map<String, String> values(List<String> row) {
        var values = new HashMap<String, String>();
        for (var i = 0; i < PLACEHOLDERS.size(); i++) {
            if (!row.get(i + 1).isBlank()) {
                values.put(PLACEHOLDERS.get(i), row.get(i + 1));
            }
        }
        return values;
    }

    private static byte[] write(List<List<String>> table, Style style) {
        var order = new ArrayList<>(List.of(0, 1, 2, 3));
        Collections.shuffle(order, new Random(style.order()));
        var text = new StringBuilder(style.encoding() == 1 ? "\uFEFF" : "");
        text.append(line(HEADINGS, order, style));
        for (var row : table) {
            var cells = new ArrayList<>(row);
            cells.set(0, row.get(0) + "@exemple.fr");
            text.append(style.lineEnd()).append(line(cells, order, style));
        }
        return text.toString().getBytes(style.encoding() == 2 ? WINDOWS : UTF_8);
    }

    private static String line(List<String> cells, List<Integer> order, Style style) {
        return String.join(
                String.valueOf(style.separator()),
                order.stream().map(index -> cell(cells.get(index), style)).toList());
    }

    private static String cell(String text, Style style) {
        var mustQuote = text.chars().anyMatch(each -> ";,\t\"\r\n".indexOf(each) >= 0);
        return style.quoteAll() || mustQuote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private static List<RowContent> read(byte[] file) throws IOException {
        var scan = new TextScan();
        try (var spool = Spool.in(Path.of(System.getProperty("java.io.tmpdir")))) {
            try (var out = spool.writing()) {
                scan.accept(file, 0, file.length);
                out.write(file);
            }
            var text = (TextScan.Finding.Text) scan.finding();
            var headings = new HashMap<Character, List<String>>();
            for (var candidate : SeparatorPolicy.CANDIDATES) {
                try (var sheet = Sheet.open(spool, text, candidate)) {
                    var first = sheet.next();
                    headings.put(candidate, first == null ? List.of() : first.cells());
                } catch (fr.gouv.notifications.gateway.problem.Refused _) {
                    // Cut so, the first row makes no sense.
                }
            }
            try (var sheet =
                    Sheet.open(spool, text, SeparatorPolicy.decide(headings, PLACEHOLDERS))) {
                return contents(sheet);
            }
        }
    }

    private static List<RowContent> contents(Sheet sheet) {
        var first = sheet.next();
        assertThat(first).isNotNull();
        var decision = ColumnsPolicy.decide(first.cells(), _ -> PLACEHOLDERS);
        var columns = ((ColumnsPolicy.Decision.Fitting) decision).columns();
        var policy = new RowPolicy(columns, RowPolicy.EmptyCells.REFUSE);
        var contents = new ArrayList<RowContent>();
        for (var row = sheet.next(); row != null; row = sheet.next()) {
            contents.add(policy.content(row.cells()));
        }
        return contents;
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        var word = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
        var value = Arbitraries.strings().withChars("azéèÀ 0123;,\t\"'\n").ofMaxLength(12);
        return net.jqwik.api.Combinators.combine(word, value, value, value)
                .as(List::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<Style> styles() {
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.of(';', ',', '\t'),
                        Arbitraries.of("\n", "\r\n", "\r"),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false))
                .as(Style::new);
    }
}
