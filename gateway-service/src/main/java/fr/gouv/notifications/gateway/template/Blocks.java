package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/** Reads the blocks of a text, and answers the questions that both of its forms ask about them. */
final class Blocks {

    static Node parse(Lifted lifted) {
        return Parser.builder()
                .enabledBlockTypes(
                        Set.of(
                                Heading.class,
                                BlockQuote.class,
                                ListBlock.class,
                                ThematicBreak.class))
                .inlineParserFactory(_ -> new Inline(lifted))
                .build()
                .parse(Dialect.toCommonMark(lifted.text()));
    }

    static List<Node> children(Node parent) {
        var children = new ArrayList<Node>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNext()) {
            children.add(child);
        }
        return children;
    }

    static boolean isTightParagraph(Node node) {
        return node instanceof Paragraph
                && node.getParent() instanceof ListItem item
                && item.getParent() instanceof ListBlock list
                && list.isTight();
    }

    /**
     * The conditions of which one must hold for anything of this block to be seen; empty when it is
     * always seen. A title, a bullet or a whole list of hidden texts leaves no empty element behind.
     */
    static List<Integer> conditions(Node block) {
        var conditions = new TreeSet<Integer>();
        return isConditional(block, conditions) ? List.copyOf(conditions) : List.of();
    }

    private static boolean isConditional(Node node, Set<Integer> conditions) {
        return switch (node) {
            case PlaceholderNode placeholder -> {
                conditions.add(placeholder.placeholder().slot());
                yield placeholder.placeholder().isConditional();
            }
            case Text text -> text.getLiteral().isBlank();
            case HardLineBreak _ -> true;
            case Paragraph _, Heading _, BulletList _, OrderedList _, ListItem _, BlockQuote _ ->
                    isConditionalInside(node, conditions);
            default -> false;
        };
    }

    private static boolean isConditionalInside(Node parent, Set<Integer> conditions) {
        var all = true;
        for (var child : children(parent)) {
            all &= isConditional(child, conditions);
        }
        return all;
    }

    private Blocks() {}
}
