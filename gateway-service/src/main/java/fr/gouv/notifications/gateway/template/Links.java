package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

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
