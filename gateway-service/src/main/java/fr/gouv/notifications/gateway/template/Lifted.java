package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text whose placeholders were lifted out, each replaced by a token that no author can type, so
 * that Markdown never sees a name and a name is never taken for Markdown.
 *
 * @param text words and tokens
 * @param placeholders what the tokens stand for
 */
record Lifted(String text, List<Placeholder> placeholders) {

    private static final char OPEN = '\uFDD0';
    private static final char CLOSE = '\uFDD1';

    /** Keeps a character from being read as Markdown; vanishes when the text is written. */
    static final char GUARD = '\uFDD2';

    private static final Pattern PLACEHOLDER = Pattern.compile("\\(\\(([^()]+)\\)\\)");
    private static final Pattern TOKEN = Pattern.compile(OPEN + "(\\d+)" + CLOSE);

    static Lifted of(String source, Placeholders names) {
        var placeholders = new ArrayList<Placeholder>();
        var text = new StringBuilder();
        var matcher = PLACEHOLDER.matcher(source);
        while (matcher.find()) {
            var inside = matcher.group(1);
            var mark = inside.indexOf("??");
            var name = mark < 0 ? inside : inside.substring(0, mark);
            if (PlaceholderName.key(name).isEmpty()) {
                continue;
            }
            var token = OPEN + Integer.toString(placeholders.size()) + CLOSE;
            placeholders.add(
                    new Placeholder(
                            names.slotOf(name), mark < 0 ? null : inside.substring(mark + 2)));
            matcher.appendReplacement(text, token);
        }
        matcher.appendTail(text);
        return new Lifted(text.toString(), List.copyOf(placeholders));
    }

    /** The text of a conditional, which holds no placeholder itself. */
    static Lifted plain(String text) {
        return new Lifted(text, List.of());
    }

    /** Whether a token begins at this index of a part of the text. */
    static boolean isTokenAt(CharSequence part, int index) {
        return part.charAt(index) == OPEN;
    }

    /** The index after the token that begins at this index. */
    static int endOfToken(String part, int index) {
        return part.indexOf(CLOSE, index) + 1;
    }

    Placeholder placeholderAt(String part, int index) {
        return placeholders.get(
                Integer.parseInt(part.substring(index + 1, endOfToken(part, index) - 1)));
    }

    static int firstToken(String part) {
        return part.indexOf(OPEN);
    }

    /** A part without Markdown: its words written for one context, its values for another. */
    List<Piece> pieces(String part, Escape context, Escape ofValues) {
        var pieces = new ArrayList<Piece>();
        var matcher = TOKEN.matcher(part);
        var start = 0;
        while (matcher.find()) {
            pieces.add(context.fixed(part.substring(start, matcher.start())));
            var placeholder = placeholderAt(part, matcher.start());
            var shown = placeholder.shown();
            pieces.add(
                    shown == null
                            ? new Piece.Hole(placeholder.slot(), ofValues)
                            : new Piece.When(
                                    List.of(placeholder.slot()),
                                    Piece.Sequence.of(context.fixed(shown))));
            start = matcher.end();
        }
        pieces.add(context.fixed(part.substring(start)));
        return pieces;
    }
}
