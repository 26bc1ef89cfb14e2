package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.BulletList;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/** The form for readers of HTML: elements without style, which the layout of the channel adorns. */
final class HtmlForm extends Form {

    HtmlForm(Lifted lifted) {
        super(lifted);
    }

    @Override
    List<Piece> heading(int level, List<Piece> content) {
        // The layout keeps the first level for the name of the service.
        var tag = "h" + (level + 1);
        return element(tag, content, "\n");
    }

    @Override
    List<Piece> paragraph(List<Piece> content) {
        return element("p", content, "\n");
    }

    @Override
    Piece paragraphWithList(List<Piece> before, int slot, List<Piece> otherwise) {
        var several = new ArrayList<Piece>();
        if (!before.isEmpty()) {
            several.addAll(paragraph(before));
        }
        several.add(new Piece.Fixed("<ul>\n"));
        several.add(new Piece.Items(slot, "<li><bdi>", Escape.HTML, "</bdi></li>\n"));
        several.add(new Piece.Fixed("</ul>\n"));
        return new Piece.ByList(slot, new Piece.Sequence(several), new Piece.Sequence(otherwise));
    }

    @Override
    List<Piece> list(Node list) {
        var items = new ArrayList<Piece>();
        items.add(new Piece.Fixed("\n"));
        for (var item : Blocks.children(list)) {
            items.addAll(whenSeen(item, element("li", blocks(item), "\n")));
        }
        return element(list instanceof BulletList ? "ul" : "ol", items, "\n");
    }

    @Override
    List<Piece> inset(List<Piece> content) {
        return element("blockquote", content, "\n");
    }

    @Override
    List<Piece> rule() {
        return List.of(new Piece.Fixed("<hr>\n"));
    }

    @Override
    Piece words(String words) {
        return Escape.HTML.fixed(words);
    }

    @Override
    List<Piece> value(int slot) {
        // Isolated, so that Arabic or Hebrew in a value cannot turn round the words beside it.
        return List.of(
                new Piece.Fixed("<bdi>"),
                new Piece.Hole(slot, Escape.HTML),
                new Piece.Fixed("</bdi>"));
    }

    @Override
    Piece lineBreak() {
        return new Piece.Fixed("<br>");
    }

    @Override
    List<Piece> link(Link link) {
        var target = new LinkTarget(link.getDestination(), lifted()).pieces(Escape.ATTRIBUTE);
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece.Fixed("<a href=\""));
        pieces.addAll(target);
        var title = link.getTitle();
        if (title != null) {
            pieces.add(new Piece.Fixed("\" title=\""));
            pieces.addAll(lifted().pieces(title, Escape.ATTRIBUTE, Escape.ATTRIBUTE));
        }
        pieces.add(new Piece.Fixed("\">"));
        pieces.addAll(link instanceof BareLink ? target : inline(Blocks.children(link)));
        pieces.add(new Piece.Fixed("</a>"));
        return pieces;
    }

    @Override
    Form ofConditional(String text) {
        return new HtmlForm(Lifted.plain(text));
    }

    private static List<Piece> element(String tag, List<Piece> content, String after) {
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece.Fixed("<" + tag + ">"));
        pieces.addAll(content);
        pieces.add(new Piece.Fixed("</" + tag + ">" + after));
        return pieces;
    }
}
