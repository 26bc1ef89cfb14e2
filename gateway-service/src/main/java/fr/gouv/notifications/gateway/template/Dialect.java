package fr.gouv.notifications.gateway.template;

import java.util.regex.Pattern;

/**
 * Turns the Markdown that authors type into the one that CommonMark reads: a space after a marker is
 * optional, {@code •} is a bullet and {@code ^} an inset, and what authors do not know as a mark
 * ({@code >}, {@code +}, {@code 1)}, {@code ###}, underlined titles, definitions) stays literal.
 */
final class Dialect {

    private static final Pattern RULE = Pattern.compile("(?:-[ \t]*){3,}|(?:\\*[ \t]*){3,}");
    private static final Pattern HEADING = Pattern.compile("(##?)(?!#)[ \t]*(\\S.*)");
    private static final Pattern INSET = Pattern.compile("\\^[ \t]?(.*)");
    private static final Pattern BULLET =
            Pattern.compile("(?:[*•-][ \t]+(?=\\S)|[*•-](?=[^\\s\\d*•-]))(.*)");
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})\\.(?!\\d)[ \t]*(\\S.*)");
    private static final Pattern LITERAL =
            Pattern.compile("(?:>|\\+|#|_|=|\\d{1,9}\\)|[*-][ \t*-]*$|`|~).*");

    static String toCommonMark(String text) {
        var result = new StringBuilder(text.length() + 32);
        for (var line : text.split("\n", -1)) {
            var content = line.stripLeading();
            var indentation = line.substring(0, line.length() - content.length());
            result.append(line(indentation, content.stripTrailing())).append('\n');
        }
        return result.toString().replace("]:", "]" + Lifted.GUARD + ":");
    }

    private static String line(String indentation, String content) {
        if (RULE.matcher(content).matches()) {
            // Stars and an empty line before them: a title can never be underlined by a rule.
            return "\n" + indentation + "***";
        }
        return indentation + marked(content);
    }

    private static String marked(String content) {
        var heading = HEADING.matcher(content);
        if (heading.matches()) {
            return heading.group(1) + " " + heading.group(2) + Lifted.GUARD;
        }
        var inset = INSET.matcher(content);
        if (inset.matches()) {
            return "> " + marked(inset.group(1).strip());
        }
        var bullet = BULLET.matcher(content);
        if (bullet.matches()) {
            return "* " + marked(bullet.group(1));
        }
        var numbered = NUMBERED.matcher(content);
        if (numbered.matches()) {
            return numbered.group(1) + ". " + marked(numbered.group(2));
        }
        return LITERAL.matcher(content).matches() ? Lifted.GUARD + content : content;
    }

    private Dialect() {}
}
