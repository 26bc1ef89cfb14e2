package fr.gouv.notifications.gateway.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a service puts into a placeholder. */
public sealed interface Value {

    /** The value in one line of French text, without any escaping. */
    String words();

    /** Words, as typed. */
    record Text(String words) implements Value {}

    /** Yes or no: made for {@code ((name??text))}. */
    record YesNo(boolean yes) implements Value {

        @Override
        public String words() {
            return yes ? "oui" : "non";
        }
    }

    /** A number, written as it was given. */
    record Decimal(BigDecimal number) implements Value {

        @Override
        public String words() {
            return number.toPlainString();
        }
    }

    /**
     * Several words: bullets where a paragraph ends with them, {@code a, b et c} elsewhere.
     *
     * @param items without blank ones
     */
    record Listing(List<String> items) implements Value {

        public Listing {
            items = items.stream().map(String::strip).filter(item -> !item.isEmpty()).toList();
        }

        @Override
        public String words() {
            if (items.size() < 2) {
                return String.join("", items);
            }
            var last = items.size() - 1;
            return String.join(", ", items.subList(0, last)) + " et " + items.get(last);
        }
    }

    /** Whether the text of a conditional placeholder is shown for this value. */
    default boolean shows() {
        return switch (this) {
            case YesNo(var yes) -> yes;
            case Text(var words) -> Spelling.YES.contains(words.strip().toLowerCase(Locale.ROOT));
            case Decimal(var number) -> number.compareTo(BigDecimal.ONE) == 0;
            case Listing _ -> false;
        };
    }

    /** How one says yes in words. */
    final class Spelling {

        private static final Set<String> YES =
                Set.of("yes", "y", "true", "t", "1", "include", "show", "oui", "o", "vrai");

        private Spelling() {}
    }
}
