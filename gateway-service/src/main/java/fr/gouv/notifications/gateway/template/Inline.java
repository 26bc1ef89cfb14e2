package fr.gouv.notifications.gateway.template;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.InlineParser;
import org.commonmark.parser.SourceLines;

/**
 * Reads what stands inside a paragraph or title: placeholders, links, line breaks, and nothing else.
 * Stars, underscores and back quotes are literal.
 */
final class Inline implements InlineParser {

    private static final Pattern BARE_LINK = Pattern.compile("https?://[^\\s<>\"\\[\\]\uFDD2]+");
    private static final Pattern LINK =
            Pattern.compile(
                    "(!?)\\[([^\\[\\]]+)]\\(((?:[^\\s()]|\\([^\\s()]*\\))+)(?:[ \t]+\"([^\"]*)\")?\\)");
    private static final String ESCAPABLE = "\\`*_{}[]<>()#+-.!|^•~";

    private final Lifted lifted;

    Inline(Lifted lifted) {
        this.lifted = lifted;
    }

    /** Reads a text that is one line of thought: a conditional in the middle of a sentence. */
    static List<Node> parse(Lifted lifted) {
        var parent = new Paragraph();
        new Inline(lifted).read(lifted.text(), parent, true);
        return Blocks.children(parent);
    }

    @Override
    public void parse(SourceLines lines, Node parent) {
        read(lines.getContent(), parent, true);
    }

    private void read(String source, Node parent, boolean withLinks) {
        var words = new StringBuilder();
        var link = LINK.matcher(source);
        var bareLink = BARE_LINK.matcher(source);
        var index = 0;
        while (index < source.length()) {
            var character = source.charAt(index);
            if (character == Lifted.GUARD) {
                index++;
            } else if (character == '\n') {
                close(words, parent);
                parent.appendChild(new HardLineBreak());
                index = endOfSpaces(source, index + 1);
            } else if (Lifted.isTokenAt(source, index)) {
                close(words, parent);
                parent.appendChild(new PlaceholderNode(lifted.placeholderAt(source, index)));
                index = Lifted.endOfToken(source, index);
            } else if (character == '\\' && isEscape(source, index)) {
                words.append(source.charAt(index + 1));
                index += 2;
            } else if (withLinks && startsAt(link, index)) {
                close(words, parent);
                appendLink(link, parent);
                index = link.end();
            } else if (withLinks && isStartOfWord(source, index) && startsAt(bareLink, index)) {
                close(words, parent);
                var target = withoutTrailingPunctuation(bareLink.group());
                parent.appendChild(new BareLink(target));
                index += target.length();
            } else {
                words.append(character);
                index++;
            }
        }
        close(words, parent);
    }

    private void appendLink(Matcher found, Node parent) {
        if (!found.group(1).isEmpty()) {
            // An image would be fetched from elsewhere when the message is read: it stays text.
            read(found.group(), parent, false);
            return;
        }
        var link = new Link(found.group(3), found.group(4));
        read(found.group(2), link, false);
        parent.appendChild(link);
    }

    private static void close(StringBuilder words, Node parent) {
        if (!words.isEmpty()) {
            parent.appendChild(new Text(words.toString()));
            words.setLength(0);
        }
    }

    private static int endOfSpaces(String source, int start) {
        var index = start;
        while (index < source.length()
                && (source.charAt(index) == ' ' || source.charAt(index) == '\t')) {
            index++;
        }
        return index;
    }

    private static boolean isEscape(String source, int index) {
        return index + 1 < source.length() && ESCAPABLE.indexOf(source.charAt(index + 1)) >= 0;
    }

    private static boolean startsAt(Matcher matcher, int index) {
        return matcher.region(index, matcher.regionEnd()).lookingAt();
    }

    private static boolean isStartOfWord(String source, int index) {
        return source.charAt(index) == 'h'
                && (index == 0 || !Character.isLetterOrDigit(source.charAt(index - 1)));
    }

    private static String withoutTrailingPunctuation(String target) {
        var end = target.length();
        while (".,;:!?'\")".indexOf(target.charAt(end - 1)) >= 0) {
            end--;
        }
        return target.substring(0, end);
    }
}
