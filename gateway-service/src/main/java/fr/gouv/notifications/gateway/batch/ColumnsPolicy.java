package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Nearest;
import fr.gouv.notifications.gateway.template.PlaceholderName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides what the columns of a file are for. Headings are matched with placeholders as the template
 * language matches names. A column that nothing needs is ignored, and reported as such.
 */
final class ColumnsPolicy {

    private static final Set<RecipientColumn> REACHING =
            EnumSet.of(RecipientColumn.EMAIL, RecipientColumn.PHONE, RecipientColumn.CITIZEN);

    private final List<String> headings;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<RecipientColumn, Integer> recipients = new EnumMap<>(RecipientColumn.class);
    private final Map<String, Integer> columnsByKey = new LinkedHashMap<>();
    private final Set<String> twice = new java.util.HashSet<>();

    private ColumnsPolicy(List<String> headings) {
        this.headings = headings.stream().map(String::strip).toList();
    }

    /** What became of a first row. */
    sealed interface Decision {

        record Fitting(Columns columns) implements Decision {}

        /** All that speaks against it; no word of the file is quoted: it may hold data. */
        record Unfitting(List<Fault> faults) implements Decision {}
    }

    /**
     * What these headings are for.
     *
     * @param placeholders the names that a template needs on some channels
     */
    static Decision decide(
            List<String> headings, Function<Set<Channel>, List<String>> placeholders) {
        return new ColumnsPolicy(headings).decide(placeholders);
    }

    /** How many headings mean something: tells which separator the file has. */
    static int understood(List<String> headings, List<String> placeholders) {
        var keys = placeholders.stream().map(PlaceholderName::key).toList();
        return (int)
                headings.stream()
                        .map(String::strip)
                        .filter(
                                heading ->
                                        keys.contains(PlaceholderName.key(heading))
                                                || RecipientColumn.named(heading).isPresent())
                        .count();
    }

    private Decision decide(Function<Set<Channel>, List<String>> placeholders) {
        if (headings.stream().anyMatch(heading -> heading.indexOf('@') >= 0)) {
            return new Decision.Unfitting(
                    List.of(
                            fault(
                                    "file",
                                    "headings-missing",
                                    "begins with a row of data",
                                    "add a first row that names the columns")));
        }
        for (var i = 0; i < headings.size(); i++) {
            note(headings.get(i), i);
        }
        var values = values(placeholders.apply(channels()));
        if (recipients.keySet().stream().noneMatch(REACHING::contains)) {
            faults.add(nobody());
        }
        return faults.isEmpty()
                ? new Decision.Fitting(new Columns(headings, recipients, values, uses(values)))
                : new Decision.Unfitting(faults);
    }

    private void note(String heading, int index) {
        if (heading.isEmpty()) {
            return;
        }
        var key = PlaceholderName.key(heading);
        if (columnsByKey.putIfAbsent(key, index) != null) {
            twice.add(key);
        }
        RecipientColumn.named(heading)
                .ifPresent(
                        column -> {
                            if (recipients.putIfAbsent(column, index) != null
                                    && column != RecipientColumn.POSTAL_ADDRESS) {
                                faults.add(
                                        fault(
                                                column.field(),
                                                "column-twice",
                                                "stands in two columns",
                                                "keep one of them"));
                            }
                        });
    }

    private Map<String, Integer> values(List<String> placeholders) {
        var values = new LinkedHashMap<String, Integer>();
        for (var name : placeholders) {
            var key = PlaceholderName.key(name);
            var index = columnsByKey.get(key);
            if (index == null) {
                faults.add(missing(name));
            } else if (twice.contains(key)) {
                faults.add(
                        fault(
                                "values." + name,
                                "column-twice",
                                "has two columns, in spellings that mean the same placeholder",
                                "keep one of them"));
            } else {
                values.put(name, index);
            }
        }
        return values;
    }

    private Fault missing(String name) {
        var remedy =
                Nearest.to(name, headings)
                        .map(
                                near ->
                                        "did you mean column "
                                                + (headings.indexOf(near) + 1)
                                                + "? name it "
                                                + name)
                        .orElse("add a column named " + name);
        return fault(
                "values." + name, "column-missing", "has no column: the template needs it", remedy);
    }

    private Fault nobody() {
        var remedy = "add a column named courriel, telephone or usager";
        return recipients.containsKey(RecipientColumn.POSTAL_ADDRESS)
                ? fault(
                        "to",
                        "letters-not-offered",
                        "can only be reached by letter, and letters are not offered yet",
                        remedy)
                : fault(
                        "to",
                        "column-missing",
                        "has no column that says who is to be reached",
                        remedy);
    }

    private Set<Channel> channels() {
        if (recipients.containsKey(RecipientColumn.CITIZEN)) {
            return EnumSet.allOf(Channel.class);
        }
        var channels = EnumSet.noneOf(Channel.class);
        if (recipients.containsKey(RecipientColumn.EMAIL)) {
            channels.add(Channel.EMAIL);
        }
        if (recipients.containsKey(RecipientColumn.PHONE)) {
            channels.add(Channel.SMS);
        }
        return channels.isEmpty() ? EnumSet.allOf(Channel.class) : channels;
    }

    private List<Columns.Use> uses(Map<String, Integer> values) {
        var uses = new ArrayList<Columns.Use>();
        for (var i = 0; i < headings.size(); i++) {
            uses.add(new Columns.Use(headings.get(i), use(i, values)));
        }
        return uses;
    }

    private String use(int index, Map<String, Integer> values) {
        var recipient = RecipientColumn.named(headings.get(index));
        if (recipient.isPresent()) {
            return recipient.get() == RecipientColumn.POSTAL_ADDRESS
                    ? "not-offered-yet"
                    : recipient.get().name().toLowerCase(Locale.ROOT);
        }
        return values.containsValue(index) ? "value" : "ignored";
    }

    private static Fault fault(String field, String code, String problem, String remedy) {
        return new Fault(field, code, problem, remedy);
    }
}
