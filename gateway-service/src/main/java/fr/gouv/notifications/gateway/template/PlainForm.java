package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;

/** The form for readers of plain text: the same words, with lines and bullets instead of mark-up. */
final class PlainForm extends Form {

    private static final int WIDTH = 65;

    PlainForm(Lifted lifted) {
        super(lifted);
    }

    @Override
    List<Piece> heading(int level, List<Piece> content) {
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece.Gap(3));
        pieces.addAll(content);
        pieces.add(new Piece.Gap(1));
        pieces.add(new Piece.Fixed((level == 1 ? "=" : "-").repeat(WIDTH)));
        return pieces;
    }

    @Override
    List<Piece> paragraph(List<Piece> content) {
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece.Gap(2));
        pieces.addAll(content);
        return pieces;
    }

    @Override
    Piece paragraphWithList(List<Piece> before, int slot, List<Piece> otherwise) {
        var several = new ArrayList<Piece>();
        if (!before.isEmpty()) {
            several.addAll(paragraph(before));
        }
        several.add(new Piece.Gap(2));
        several.add(new Piece.Items(slot, "• ", Escape.PLAIN, "\n"));
        return new Piece.ByList(slot, new Piece.Sequence(several), new Piece.Sequence(otherwise));
    }

    @Override
    List<Piece> list(Node list) {
        var indentation = "  ".repeat(depth(list));
        var isTight = ((ListBlock) list).isTight();
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece.Gap(indentation.isEmpty() ? 2 : 1));
        var number = 1;
        for (var item : Blocks.children(list)) {
            var mark = list instanceof OrderedList ? number++ + ". " : "• ";
            var content = new ArrayList<Piece>();
            content.add(new Piece.Gap(isTight ? 1 : 2));
            content.add(new Piece.Fixed(indentation + mark));
            content.addAll(withoutLeadingGap(blocks(item)));
            pieces.addAll(whenSeen(item, content));
        }
        return pieces;
    }

    @Override
    List<Piece> inset(List<Piece> content) {
        return content;
    }

    @Override
    List<Piece> rule() {
        return List.of(new Piece.Gap(2), new Piece.Fixed("-".repeat(WIDTH)));
    }

    @Override
    Piece words(String words) {
        return new Piece.Fixed(words);
    }

    @Override
    List<Piece> value(int slot) {
        return List.of(new Piece.Hole(slot, Escape.PLAIN));
    }

    @Override
    Piece lineBreak() {
        return new Piece.Fixed("\n");
    }

    @Override
    List<Piece> link(Link link) {
        var target = new LinkTarget(link.getDestination(), lifted()).pieces(Escape.PLAIN);
        if (link instanceof BareLink) {
            return target;
        }
        var pieces = new ArrayList<>(inline(Blocks.children(link)));
        pieces.add(new Piece.Fixed(" ("));
        pieces.addAll(target);
        pieces.add(new Piece.Fixed(")"));
        return pieces;
    }

    @Override
    Form ofConditional(String text) {
        return new PlainForm(Lifted.plain(text));
    }

    private static int depth(Node list) {
        var depth = 0;
        for (var node = list.getParent(); node != null; node = node.getParent()) {
            if (node instanceof ListItem) {
                depth++;
            }
        }
        return depth;
    }

    private static List<Piece> withoutLeadingGap(List<Piece> pieces) {
        return !pieces.isEmpty() && pieces.getFirst() instanceof Piece.Gap
                ? pieces.subList(1, pieces.size())
                : pieces;
    }
}
