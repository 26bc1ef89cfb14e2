package fr.gouv.notifications.gateway.template;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.node.Link;
import org.commonmark.node.Text;

/**
 * A link as its author wrote it.
 *
 * @param target words and tokens
 * @param shown what the reader sees of it; empty when that is the target itself
 */
record AuthoredLink(String target, String shown) {

    private static final Pattern HOST_IN_WORDS =
            Pattern.compile(
                    "(?i)(?:^|[\\s(/@])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:fr|com|net|org|eu|gouv|info|io))\\b");

    static AuthoredLink of(Link link) {
        var shown =
                link instanceof BareLink
                        ? ""
                        : Blocks.children(link).stream()
                                .filter(Text.class::isInstance)
                                .map(Text.class::cast)
                                .map(Text::getLiteral)
                                .collect(Collectors.joining());
        return new AuthoredLink(link.getDestination(), shown);
    }

    /** The website, in small letters; empty when a value is the whole target, or it is none. */
    Optional<String> host() {
        var token = Lifted.firstToken(target);
        try {
            return Optional.ofNullable(
                            new URI(token < 0 ? target : target.substring(0, token)).getHost())
                    .map(host -> host.toLowerCase(Locale.ROOT));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** The website that the words of the link name. */
    Optional<String> hostShown() {
        var matcher = HOST_IN_WORDS.matcher(shown);
        return matcher.find()
                ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    boolean isInClear() {
        return target.regionMatches(true, 0, "http://", 0, "http://".length());
    }

    boolean isContact() {
        return target.startsWith("mailto:") || target.startsWith("tel:");
    }
}
