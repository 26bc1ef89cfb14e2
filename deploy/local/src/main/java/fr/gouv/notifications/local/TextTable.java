package fr.gouv.notifications.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table for the terminal, each column as wide as it must be. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headings) {
        rows.add(List.of(headings));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    List<String> lines() {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(
                        String.format(
                                Locale.ROOT, "%-" + Math.max(1, widths[i]) + "s  ", row.get(i)));
            }
            lines.add(line.toString().stripTrailing());
            if (lines.size() == 1) {
                lines.add("-".repeat(lines.getFirst().length()));
            }
        }
        return lines;
    }
}
