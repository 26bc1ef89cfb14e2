package fr.gouv.notifications.dispatch.reply;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words of a page without its mark-up, in one pass. Nothing is interpreted but line breaks and the commonest
 * entities: what remains is shown as plain text.
 */
final class HtmlText {

    private static final Set<String> BREAKS =
            Set.of(
                    "br",
                    "p",
                    "div",
                    "li",
                    "tr",
                    "h1",
                    "h2",
                    "h3",
                    "blockquote",
                    "table",
                    "ul",
                    "ol");
    private static final Set<String> SILENT = Set.of("script", "style", "head", "title");
    private static final Map<String, String> ENTITIES =
            Map.of(
                    "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "nbsp", " ", "apos", "'",
                    "eacute", "é", "egrave", "è", "agrave", "à", "ccedil", "ç");
    private static final int LONGEST_NAME = 12;

    static String of(String html) {
        var text = new StringBuilder(Math.min(html.length(), 100_000));
        var silent = "";
        for (var i = 0; i < html.length(); ) {
            var sign = html.charAt(i);
            if (sign == '<') {
                var close = html.indexOf('>', i);
                if (close < 0) {
                    break;
                }
                var name = name(html, i + 1, close);
                if (silent.isEmpty()) {
                    if (SILENT.contains(name)) {
                        silent = name;
                    } else if (BREAKS.contains(name) && !text.isEmpty()) {
                        text.append('\n');
                    }
                } else if (html.charAt(i + 1) == '/' && name.equals(silent)) {
                    silent = "";
                }
                i = close + 1;
            } else if (!silent.isEmpty()) {
                i++;
            } else if (sign == '&') {
                i = entity(html, i, text);
            } else {
                text.append(sign == '\n' || sign == '\r' || sign == '\t' ? ' ' : sign);
                i++;
            }
        }
        return text.toString().replaceAll(" {2,}", " ").replaceAll("\n[ \n]{2,}", "\n\n").strip();
    }

    private static String name(String html, int from, int to) {
        var start = from < to && html.charAt(from) == '/' ? from + 1 : from;
        var end = start;
        while (end < to
                && end - start < LONGEST_NAME
                && Character.isLetterOrDigit(html.charAt(end))) {
            end++;
        }
        return html.substring(start, end).toLowerCase(Locale.ROOT);
    }

    private static int entity(String html, int at, StringBuilder text) {
        var end = html.indexOf(';', at);
        if (end < 0 || end - at > LONGEST_NAME) {
            text.append('&');
            return at + 1;
        }
        var name = html.substring(at + 1, end);
        var known = ENTITIES.get(name);
        if (known != null) {
            text.append(known);
            return end + 1;
        }
        try {
            if (name.startsWith("#x") || name.startsWith("#X")) {
                text.appendCodePoint(Integer.parseInt(name.substring(2), 16));
            } else if (name.startsWith("#")) {
                text.appendCodePoint(Integer.parseInt(name.substring(1)));
            } else {
                text.append(html, at, end + 1);
            }
        } catch (IllegalArgumentException noNumber) {
            text.append(html, at, end + 1);
        }
        return end + 1;
    }

    private HtmlText() {}
}
