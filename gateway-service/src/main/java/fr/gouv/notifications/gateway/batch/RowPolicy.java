package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what a row asks for, and says of a fault in which cell it is and what to do there. */
final class RowPolicy {

    /** What a spreadsheet makes of 0612345678 in a narrow column. */
    private static final Pattern SCIENTIFIC =
            Pattern.compile("[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]+");

    private static final Set<String> OF_THE_RECIPIENT = Set.of("to", "to.address");

    private final Columns columns;
    private final EmptyCells emptyCells;

    RowPolicy(Columns columns, EmptyCells emptyCells) {
        this.columns = columns;
        this.emptyCells = emptyCells;
    }

    /** What an empty cell of a value means. */
    enum EmptyCells {
        /** Somebody forgot it: the row is refused. */
        REFUSE,
        /** The place in the message stays empty. */
        KEEP
    }

    /**
     * A fault and its place.
     *
     * @param column the heading; empty when it is the row as a whole
     */
    record CellFault(String column, Fault fault) {}

    /** Rows without any text are no rows: spreadsheets add them at the end. */
    static boolean isBlank(List<String> cells) {
        return cells.stream().allMatch(String::isBlank);
    }

    RowContent content(List<String> cells) {
        var values = HashMap.<String, String>newHashMap(columns.values().size());
        columns.values()
                .forEach(
                        (name, index) -> {
                            var value = index < cells.size() ? cells.get(index) : "";
                            if (!value.isBlank()) {
                                values.put(name, value);
                            } else if (emptyCells == EmptyCells.KEEP) {
                                values.put(name, "");
                            }
                        });
        return new RowContent(
                cell(RecipientColumn.EMAIL, cells),
                cell(RecipientColumn.PHONE, cells),
                cell(RecipientColumn.CITIZEN, cells),
                cell(RecipientColumn.REFERENCE, cells),
                values);
    }

    /** What is wrong with the row before anybody looks at what it says. */
    @Nullable Fault shapeFault(List<String> cells) {
        for (var i = columns.headings().size(); i < cells.size(); i++) {
            if (!cells.get(i).isBlank()) {
                return new Fault(
                        "row",
                        "too-many-cells",
                        "has more cells than there are headings",
                        "a text that holds the separator must stand between quotes: export the"
                                + " file again from the spreadsheet");
            }
        }
        var phone = cell(RecipientColumn.PHONE, cells);
        if (phone != null && SCIENTIFIC.matcher(phone.strip()).matches()) {
            return new Fault(
                    RecipientColumn.PHONE.field(),
                    "phone-shortened",
                    "was turned into a number such as 6,12E+08 by a spreadsheet, and its last"
                            + " digits may be lost",
                    "in Excel select the column, choose Format of cells, Text (Format de cellule,"
                            + " Texte), enter the numbers again and export the file again");
        }
        return null;
    }

    /** All that a problem says is wrong. */
    static List<Fault> faults(Problem problem) {
        var errors = problem.errors();
        return errors == null
                ? List.of(new Fault("row", "refused", problem.title(), problem.detail()))
                : errors;
    }

    /** The same fault, told to somebody who looks at a spreadsheet. */
    CellFault inCell(Fault fault) {
        var field = fault.field();
        if (field.startsWith("values.")) {
            var name = field.substring("values.".length());
            var index = columns.values().get(name);
            return new CellFault(
                    index == null ? name : columns.headings().get(index), inWords(fault));
        }
        for (var column : RecipientColumn.values()) {
            var index = columns.recipients().get(column);
            if (index != null && column.field().equals(field)) {
                return new CellFault(columns.headings().get(index), inWords(fault));
            }
        }
        return new CellFault("", inWords(fault));
    }

    private Fault inWords(Fault fault) {
        return switch (fault.code()) {
            case "value-missing" ->
                    told(
                            fault,
                            "is empty: the template needs it",
                            "fill the cell, or send emptyCells=keep to leave the place empty");
            case "two-addresses" ->
                    told(fault, fault.problem(), "give each address a row of its own");
            case "required" ->
                    OF_THE_RECIPIENT.contains(fault.field())
                            ? told(fault, "names nobody", "fill one of the cells " + reaching())
                            : fault;
            case "two-recipients" ->
                    told(
                            fault,
                            fault.problem(),
                            "leave the address empty, or the reference of the citizen");
            default -> fault;
        };
    }

    private static Fault told(Fault fault, String problem, String remedy) {
        return new Fault(fault.field(), fault.code(), problem, remedy);
    }

    private String reaching() {
        return String.join(
                ", ",
                columns.recipients().entrySet().stream()
                        .filter(
                                each ->
                                        each.getKey() != RecipientColumn.REFERENCE
                                                && each.getKey() != RecipientColumn.POSTAL_ADDRESS)
                        .map(Map.Entry::getValue)
                        .sorted()
                        .map(columns.headings()::get)
                        .toList());
    }

    private @Nullable String cell(RecipientColumn column, List<String> cells) {
        var index = columns.recipients().get(column);
        if (index == null || index >= cells.size() || cells.get(index).isBlank()) {
            return null;
        }
        return cells.get(index).strip();
    }
}
