package fr.gouv.notifications.impure.routing;

import java.net.URI;

/** Decides on an address of the web. */
final class RoutingPolicy {

    static boolean isPublic(URI address) {
        return address.getHost() != null;
    }

    private RoutingPolicy() {}
}
