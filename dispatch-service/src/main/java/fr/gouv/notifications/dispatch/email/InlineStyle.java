package fr.gouv.notifications.dispatch.email;

import java.util.Map;

/**
 * Gives each element of a fragment its look as an attribute, because several mail readers drop style
 * sheets. Colours stay inherited, so that a dark reader can invert the whole.
 */
final class InlineStyle {

    private static final String TEXT = "margin:0 0 16px;font-size:16px;line-height:24px";
    private static final Map<String, String> STYLES =
            Map.ofEntries(
                    Map.entry("p", TEXT),
                    Map.entry(
                            "h1",
                            "margin:0 0 16px;font-size:24px;line-height:32px;font-weight:bold"),
                    Map.entry(
                            "h2",
                            "margin:24px 0 12px;font-size:20px;line-height:28px;font-weight:bold"),
                    Map.entry(
                            "h3",
                            "margin:24px 0 12px;font-size:18px;line-height:26px;font-weight:bold"),
                    Map.entry("ul", "margin:0 0 16px;padding:0 0 0 24px"),
                    Map.entry("ol", "margin:0 0 16px;padding:0 0 0 24px"),
                    Map.entry("li", "margin:0 0 8px;font-size:16px;line-height:24px"),
                    Map.entry(
                            "blockquote",
                            "margin:0 0 16px;padding:4px 0 4px 16px;border-left:4px solid #6a6af4"),
                    Map.entry("hr", "margin:24px 0;border:0;border-top:1px solid #929292"),
                    Map.entry("a", "color:#000091;text-decoration:underline;word-break:break-word"),
                    Map.entry("table", "margin:0 0 16px;border-collapse:collapse;width:100%"),
                    Map.entry("td", "padding:8px;border:1px solid #929292;text-align:left"),
                    Map.entry("th", "padding:8px;border:1px solid #929292;text-align:left"));

    /** Leaves text, closing tags and elements that already have a style as they are. */
    static String apply(String fragment) {
        var styled = new StringBuilder(fragment.length() + 1024);
        var copied = 0;
        for (var open = fragment.indexOf('<'); open >= 0; open = fragment.indexOf('<', open + 1)) {
            var nameEnd = endOfName(fragment, open + 1);
            var style = STYLES.get(fragment.substring(open + 1, nameEnd));
            if (style == null || hasStyle(fragment, nameEnd)) {
                continue;
            }
            styled.append(fragment, copied, nameEnd).append(" style=\"").append(style).append('"');
            copied = nameEnd;
        }
        return styled.append(fragment, copied, fragment.length()).toString();
    }

    private static int endOfName(String fragment, int from) {
        var end = from;
        while (end < fragment.length() && Character.isLetterOrDigit(fragment.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean hasStyle(String fragment, int from) {
        var close = fragment.indexOf('>', from);
        var style = fragment.indexOf(" style=", from);
        return style >= 0 && style < close;
    }

    private InlineStyle() {}
}
