package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;

/** Finds all links of a text, also those that only some readers will see. */
final class Links {

    static List<LinkTarget> in(Lifted lifted) {
        var targets = new ArrayList<LinkTarget>();
        collect(Blocks.parse(lifted), lifted, targets);
        for (var placeholder : lifted.placeholders()) {
            var shown = placeholder.shown();
            if (shown != null) {
                targets.addAll(in(Lifted.plain(shown)));
            }
        }
        return targets;
    }

    /** All links as their author wrote them, also those that only some readers will see. */
    static List<AuthoredLink> authoredIn(Lifted lifted) {
        var links = new ArrayList<AuthoredLink>();
        collectAuthored(Blocks.parse(lifted), links);
        for (var placeholder : lifted.placeholders()) {
            var shown = placeholder.shown();
            if (shown != null) {
                links.addAll(authoredIn(Lifted.plain(shown)));
            }
        }
        return links;
    }

    /** The words of a text without the targets of its links. */
    static String withoutTargets(Lifted lifted) {
        var words = new StringBuilder();
        collectWords(Blocks.parse(lifted), words);
        for (var placeholder : lifted.placeholders()) {
            if (placeholder.shown() != null) {
                words.append(placeholder.shown());
            }
        }
        return words.toString();
    }

    private static void collectAuthored(Node parent, List<AuthoredLink> links) {
        for (var child : Blocks.children(parent)) {
            if (child instanceof Link link) {
                links.add(AuthoredLink.of(link));
            }
            collectAuthored(child, links);
        }
    }

    private static void collectWords(Node parent, StringBuilder words) {
        for (var child : Blocks.children(parent)) {
            if (child instanceof Text text) {
                words.append(text.getLiteral());
            }
            if (!(child instanceof BareLink)) {
                collectWords(child, words);
            }
        }
    }

    private static void collect(Node parent, Lifted lifted, List<LinkTarget> targets) {
        for (var child : Blocks.children(parent)) {
            if (child instanceof Link link) {
                targets.add(new LinkTarget(link.getDestination(), lifted));
            }
            collect(child, lifted, targets);
        }
    }

    private Links() {}
}
