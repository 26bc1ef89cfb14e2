package fr.gouv.notifications.preferences.citizen;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One e-mail address that can exist: RFC 5321 sizes, a dot-atom (RFC 5322, with RFC 6531's letters)
 * and a domain with a dot.
 *
 * @param text as it is used to send, the domain in lower case
 */
record EmailAddress(String text) {

    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL_PART = 64;
    private static final Pattern LOCAL_PART =
            Pattern.compile(
                    "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}");

    /** The address in this text, if it is one address and nothing else. */
    static Optional<EmailAddress> in(String text) {
        var trimmed = text.strip();
        var at = trimmed.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL_PART || trimmed.length() > LONGEST) {
            return Optional.empty();
        }
        var localPart = trimmed.substring(0, at);
        var domain = trimmed.substring(at + 1).toLowerCase(Locale.ROOT);
        if (!LOCAL_PART.matcher(localPart).matches()
                || !DOMAIN.matcher(inAscii(domain)).matches()) {
            return Optional.empty();
        }
        return Optional.of(new EmailAddress(localPart + "@" + domain));
    }

    /**
     * What is equal for two spellings of one mailbox. Local parts differ in case on no server that
     * matters here, and a refusal must not be missed for a capital letter.
     */
    static String normalised(String text) {
        var trimmed = text.strip();
        var at = trimmed.lastIndexOf('@');
        return trimmed.substring(0, at + 1).toLowerCase(Locale.ROOT)
                + inAscii(trimmed.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    private static String inAscii(String domain) {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException _) {
            return domain;
        }
    }

    /** Says nothing: an address must not slip into a log. */
    @Override
    public String toString() {
        return "EmailAddress[hidden]";
    }
}
