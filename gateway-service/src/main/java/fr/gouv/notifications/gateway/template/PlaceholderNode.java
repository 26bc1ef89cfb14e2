package fr.gouv.notifications.gateway.template;

import org.commonmark.node.CustomNode;

/** A placeholder where it stands in the parsed Markdown. */
final class PlaceholderNode extends CustomNode {

    private final Placeholder placeholder;

    PlaceholderNode(Placeholder placeholder) {
        this.placeholder = placeholder;
    }

    Placeholder placeholder() {
        return placeholder;
    }
}
