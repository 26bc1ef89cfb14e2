package fr.gouv.notifications.gateway.template;

import java.net.URI;
import java.net.URISyntaxException;

/** Decides whether a text is the absolute address of a page on the web. */
final class WebAddress {

    private static final int LONGEST = 2_000;

    static boolean is(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        try {
            var address = new URI(text);
            var scheme = address.getScheme();
            return ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
                    && address.getHost() != null
                    && address.getUserInfo() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private WebAddress() {}
}
