package fr.gouv.notifications.gateway.sender;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the name of a domain in which there can be mailboxes. */
final class DomainName {

    private static final int LONGEST = 200;
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})");

    /** The name in ASCII and small letters, without a final dot; empty when it is none. */
    static Optional<String> of(String text) {
        var stripped = text.strip();
        var name = stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
        try {
            var ascii = IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            return ascii.length() <= LONGEST && DOMAIN.matcher(ascii).matches()
                    ? Optional.of(ascii)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Whether one is the other, or lies within it. */
    static boolean overlap(String one, String other) {
        return one.equals(other) || one.endsWith("." + other) || other.endsWith("." + one);
    }

    private DomainName() {}
}
