package fr.gouv.notifications.gateway.batch;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Decides which character separates the cells: the one with which most headings mean something. */
final class SeparatorPolicy {

    /** The one that wins when all say the same first: French spreadsheets write semicolons. */
    static final List<Character> CANDIDATES = List.of(';', ',', '\t');

    /**
     * The separator.
     *
     * @param headings the first row as each candidate cuts it
     */
    static char decide(Map<Character, List<String>> headings, List<String> placeholders) {
        return CANDIDATES.stream()
                .max(
                        Comparator.<Character>comparingInt(
                                        each ->
                                                ColumnsPolicy.understood(
                                                        cut(headings, each), placeholders))
                                .thenComparingInt(each -> cut(headings, each).size())
                                .thenComparingInt(each -> -CANDIDATES.indexOf(each)))
                .orElse(CANDIDATES.getFirst());
    }

    private static List<String> cut(Map<Character, List<String>> headings, char separator) {
        return headings.getOrDefault(separator, List.of());
    }

    private SeparatorPolicy() {}
}
