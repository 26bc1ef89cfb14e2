package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;

/**
 * One form of a text, HTML or plain: walks the parsed Markdown and says which pieces each part of it
 * becomes. What the two forms share is the walk, what they differ in is abstract.
 */
abstract sealed class Form permits HtmlForm, PlainForm {

    private final Lifted lifted;

    Form(Lifted lifted) {
        this.lifted = lifted;
    }

    /** The whole text. */
    Piece.Sequence compile() {
        return new Piece.Sequence(blocks(Blocks.parse(lifted)));
    }

    abstract List<Piece> heading(int level, List<Piece> content);

    abstract List<Piece> paragraph(List<Piece> content);

    /** A paragraph that ends with a placeholder: bullets if its value lists several things. */
    abstract Piece paragraphWithList(List<Piece> before, int slot, List<Piece> otherwise);

    abstract List<Piece> list(Node list);

    abstract List<Piece> inset(List<Piece> content);

    abstract List<Piece> rule();

    abstract Piece words(String words);

    abstract List<Piece> value(int slot);

    abstract Piece lineBreak();

    abstract List<Piece> link(Link link);

    /** The same form for the text of a conditional. */
    abstract Form ofConditional(String text);

    final Lifted lifted() {
        return lifted;
    }

    final List<Piece> blocks(Node parent) {
        var pieces = new ArrayList<Piece>();
        for (var child : Blocks.children(parent)) {
            pieces.addAll(whenSeen(child, block(child)));
        }
        return pieces;
    }

    /** Hides a block together with its mark-up while all that it would hold is hidden. */
    final List<Piece> whenSeen(Node block, List<Piece> pieces) {
        var conditions = Blocks.conditions(block);
        return conditions.isEmpty()
                ? pieces
                : List.of(new Piece.When(conditions, new Piece.Sequence(pieces)));
    }

    final List<Piece> inline(List<Node> nodes) {
        var pieces = new ArrayList<Piece>();
        for (var node : nodes) {
            switch (node) {
                case Text text -> pieces.add(words(text.getLiteral()));
                case HardLineBreak _ -> pieces.add(lineBreak());
                case PlaceholderNode placeholder ->
                        pieces.addAll(placeholder(placeholder.placeholder()));
                case Link link -> pieces.addAll(link(link));
                default -> throw new IllegalStateException("unexpected " + node);
            }
        }
        return pieces;
    }

    private List<Piece> block(Node block) {
        return switch (block) {
            case Heading heading -> heading(heading.getLevel(), inline(Blocks.children(heading)));
            case Paragraph paragraph -> paragraph(paragraph);
            case BulletList list -> list(list);
            case OrderedList list -> list(list);
            case BlockQuote inset -> inset(blocks(inset));
            case ThematicBreak _ -> rule();
            default -> throw new IllegalStateException("unexpected " + block);
        };
    }

    private List<Piece> paragraph(Paragraph paragraph) {
        var nodes = Blocks.children(paragraph);
        var isTight = Blocks.isTightParagraph(paragraph);
        if (nodes.isEmpty()) {
            return List.of();
        }
        if (!(nodes.getLast() instanceof PlaceholderNode last)) {
            return isTight ? inline(nodes) : paragraph(inline(nodes));
        }
        var shown = last.placeholder().shown();
        if (shown != null) {
            if (nodes.size() == 1 && !isTight) {
                // Alone in its paragraph, the text may hold blocks of its own: a title, bullets.
                return ofConditional(shown).blocksOfConditional();
            }
            return isTight ? inline(nodes) : paragraph(inline(nodes));
        }
        if (isTight) {
            return inline(nodes);
        }
        return List.of(
                paragraphWithList(
                        inline(introduction(nodes)),
                        last.placeholder().slot(),
                        paragraph(inline(nodes))));
    }

    private List<Piece> blocksOfConditional() {
        return blocks(Blocks.parse(lifted));
    }

    private static List<Node> introduction(List<Node> nodes) {
        var end = nodes.size() - 1;
        while (end > 0 && isBlank(nodes.get(end - 1))) {
            end--;
        }
        return nodes.subList(0, end);
    }

    private static boolean isBlank(Node node) {
        return node instanceof HardLineBreak
                || (node instanceof Text text && text.getLiteral().isBlank());
    }

    private List<Piece> placeholder(Placeholder placeholder) {
        var shown = placeholder.shown();
        if (shown == null) {
            return value(placeholder.slot());
        }
        return List.of(
                new Piece.When(
                        List.of(placeholder.slot()),
                        new Piece.Sequence(ofConditional(shown).inlineOfConditional())));
    }

    private List<Piece> inlineOfConditional() {
        return inline(Inline.parse(lifted));
    }
}
