package fr.gouv.notifications.dispatch.email;

import java.util.Map;

/**
 * Gives each element of a fragment its look as an attribute, because several mail readers drop style
 * sheets. Colours stay inherited, so that a dark reader can invert the whole.
 */
final class InlineStyle {

    /** Each block takes its direction from its own text: Arabic reads from the right. */
    private static final String DIRECTION = "dir=\"auto\" ";

    private static final Map<String, String> ATTRIBUTES =
            Map.ofEntries(
                    block("p", "margin:0 0 16px;font-size:16px;line-height:24px"),
                    block(
                            "h1",
                            "margin:8px 0 16px;font-size:24px;line-height:32px;font-weight:bold"),
                    block(
                            "h2",
                            "margin:8px 0 12px;font-size:20px;line-height:28px;font-weight:bold"),
                    block(
                            "h3",
                            "margin:8px 0 12px;font-size:18px;line-height:26px;font-weight:bold"),
                    block("li", "margin:0 0 8px;font-size:16px;line-height:24px"),
                    look("ul", "margin:0 0 16px;padding:0 0 0 24px"),
                    look("ol", "margin:0 0 16px;padding:0 0 0 24px"),
                    look(
                            "blockquote",
                            "margin:0 0 16px;padding:16px 0 1px 16px;border-left:4px solid #6a6af4"),
                    look("hr", "margin:24px 0;border:0;border-top:1px solid #929292"),
                    look("a", "color:#000091;text-decoration:underline;word-break:break-word"));

    private static Map.Entry<String, String> block(String element, String style) {
        return Map.entry(element, DIRECTION + "style=\"" + style + '"');
    }

    private static Map.Entry<String, String> look(String element, String style) {
        return Map.entry(element, "style=\"" + style + '"');
    }

    /** Leaves text, closing tags and elements that already have a style as they are. */
    static String apply(String fragment) {
        var styled = new StringBuilder(fragment.length() + 1024);
        var copied = 0;
        for (var open = fragment.indexOf('<'); open >= 0; open = fragment.indexOf('<', open + 1)) {
            var nameEnd = endOfName(fragment, open + 1);
            var attributes = ATTRIBUTES.get(fragment.substring(open + 1, nameEnd));
            if (attributes == null || hasStyle(fragment, nameEnd)) {
                continue;
            }
            styled.append(fragment, copied, nameEnd).append(' ').append(attributes);
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
