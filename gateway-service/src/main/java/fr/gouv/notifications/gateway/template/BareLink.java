package fr.gouv.notifications.gateway.template;

import org.commonmark.node.Link;

/** An address on the web typed as such, which the reader sees as it is. */
final class BareLink extends Link {

    BareLink(String target) {
        super(target, null);
    }
}
