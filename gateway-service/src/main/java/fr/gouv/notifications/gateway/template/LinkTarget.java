package fr.gouv.notifications.gateway.template;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a link of a template leads: fixed, partly filled by values, or wholly one value.
 *
 * @param target words and tokens
 * @param lifted the text in which it stands
 */
record LinkTarget(String target, Lifted lifted) {

    private static final Pattern LEADING_SOMEWHERE =
            Pattern.compile("(?i)(?:https?://[^/?#\\s@]|mailto:.|tel:.).*");

    /** What must stand before the first placeholder: no value may choose the website. */
    private static final Pattern WEBSITE = Pattern.compile("(?i)https?://[^/?#\\s@]+[/?#].*");

    /** The value that is the whole target, if it is one. */
    Optional<Placeholder> whole() {
        if (!Lifted.isTokenAt(target, 0) || Lifted.endOfToken(target, 0) != target.length()) {
            return Optional.empty();
        }
        return Optional.of(lifted.placeholderAt(target, 0)).filter(each -> !each.isConditional());
    }

    /** Whether an author may publish it: a known scheme, and a website that no value can change. */
    boolean isAllowed() {
        if (whole().isPresent()) {
            return true;
        }
        var token = Lifted.firstToken(target);
        return token < 0
                ? LEADING_SOMEWHERE.matcher(target).matches()
                : WEBSITE.matcher(target.substring(0, token)).matches();
    }

    boolean isFilled() {
        return Lifted.firstToken(target) >= 0;
    }

    /** What the author typed, for a message to the author. */
    String typed() {
        return Lifted.firstToken(target) < 0
                ? target
                : target.substring(0, Lifted.firstToken(target)) + "((…))";
    }

    /** The target written for this context. */
    List<Piece> pieces(Escape context) {
        var valueEscape = whole().isPresent() ? context : Escape.URL_PART;
        return lifted.pieces(target, context, valueEscape);
    }
}
