package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.problem.Fault;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Decides whether a text is one e-mail address to which something can be delivered: RFC 5321 lengths
 * and dots, without the forms that only exist in the RFC (quotes, comments, numbers as hosts).
 */
public final class EmailAddress {

    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 253;

    private static final Pattern LOCAL_PART =
            Pattern.compile(
                    "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})");

    /** Looks at the text in this field. */
    public static Checked check(String field, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            return unusable(
                    field,
                    "control-character",
                    "holds a line break or another control character",
                    "send the address alone");
        }
        var address = text.strip();
        if (address.isEmpty()) {
            return unusable(field, "required", "is empty", "send an e-mail address");
        }
        if (address.indexOf(';') >= 0 || address.indexOf(',') >= 0 || hasTwoAts(address)) {
            return unusable(
                    field,
                    "two-addresses",
                    "holds more than one address",
                    "send one request for each address");
        }
        if (address.indexOf('<') >= 0 || address.indexOf('"') >= 0) {
            return unusable(
                    field,
                    "display-name",
                    "holds a name beside the address",
                    "send only what stands between < and >");
        }
        return one(field, address);
    }

    private static Checked one(String field, String address) {
        var at = address.indexOf('@');
        if (at < 0) {
            return invalid(field, "has no @", "send an address such as prenom.nom@exemple.fr");
        }
        var local = address.substring(0, at);
        if (local.length() > LONGEST_LOCAL_PART) {
            return invalid(
                    field,
                    "has more than " + LONGEST_LOCAL_PART + " characters before the @",
                    "check the address: no mailbox has such a name");
        }
        if (!LOCAL_PART.matcher(local).matches()) {
            return invalid(
                    field,
                    "has a part before the @ that no mailbox has",
                    "use letters without accents, digits and . _ + -, and no dot at either end or"
                            + " beside another dot");
        }
        return withDomain(field, local, address.substring(at + 1));
    }

    private static Checked withDomain(String field, String local, String given) {
        String domain;
        try {
            domain = IDN.toASCII(given, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            domain = "";
        }
        if (domain.length() > LONGEST_DOMAIN || !DOMAIN.matcher(domain).matches()) {
            return invalid(
                    field,
                    "has no domain after the @ to which mail could go",
                    "check what stands after the @: it must be a domain such as exemple.fr");
        }
        if (domain.endsWith(".invalid")) {
            return invalid(
                    field,
                    "is in .invalid, where nothing exists (RFC 6761)",
                    "send a real address");
        }
        var address = local + "@" + domain;
        if (address.length() > LONGEST) {
            return invalid(
                    field,
                    "has more than " + LONGEST + " characters",
                    "check the address: no server would take it (RFC 5321)");
        }
        return new Checked.Usable(address);
    }

    private static boolean hasTwoAts(String address) {
        return address.indexOf('@') != address.lastIndexOf('@');
    }

    private static Checked invalid(String field, String problem, String remedy) {
        return unusable(field, "address-invalid", problem, remedy);
    }

    private static Checked unusable(String field, String code, String problem, String remedy) {
        return new Checked.Unusable(new Fault(field, code, problem, remedy));
    }

    private EmailAddress() {}
}
