package fr.gouv.notifications.dispatch.inbound;

import java.util.regex.Pattern;

/**
 * Decides why a mail came back. Sources: RFC 3463, RFC 5248, RFC 7372, the published rules of Gmail,
 * Yahoo, Microsoft, Orange, laposte.net and SFR, and what Postfix 3.7 and Exim 4.96 really wrote.
 */
final class BouncePolicy {

    private static final Pattern BANNER = Pattern.compile("^\\s*554[ -]\\S+ e?smtp\\b");
    private static final Pattern EXPIRED =
            Pattern.compile("retry timeout exceeded|message expired|delivery time expired");
    private static final Pattern NULL_MX =
            Pattern.compile("null ?mx|does not accept (any )?(e-?)?mail");
    private static final Pattern FULL =
            Pattern.compile(
                    "(mailbox|bo[iî]te)( is| est)? (full|pleine)|over ?quota|quota (exceeded|d[eé]pass[eé])"
                            + "|insufficient storage");
    private static final Pattern SIZE =
            Pattern.compile("message (size|too (large|big))|size exceeds|taille du message");
    private static final Pattern RELAY =
            Pattern.compile(
                    "relay(ing)? (access )?(is )?(denied|not (permitted|allowed))|not relay");
    private static final Pattern SENDER =
            Pattern.compile("sender (address )?(rejected|verify|unknown)|exp[eé]diteur invalide");
    private static final Pattern AUTH =
            Pattern.compile("dkim|dmarc|\\bspf\\b|unauthenticated|authentication|\\bptr\\b");
    private static final Pattern REPUTATION =
            Pattern.compile("dnsbl|\\brbl\\b|block(ed| ?list)|black ?list|reputation|spamhaus");
    private static final Pattern DISABLED =
            Pattern.compile(
                    "disabled|inactive|suspended|deactivated|d[eé]sactiv[eé]|archiv(ed|[eé]e)");
    private static final Pattern NOBODY =
            Pattern.compile(
                    "(user|recipient|mailbox|address|utilisateur|destinataire) (unknown|inconnu)"
                            + "|(unknown|invalid) (user|recipient|mailbox|address)"
                            + "|no such (user|recipient|mailbox|person|address)|does not exist"
                            + "|(mailbox|recipient) not found|destinataire invalide"
                            + "|access denied\\. as\\(201806281\\)");
    private static final Pattern DOMAIN =
            Pattern.compile("(host|domain)( or domain)?( name)? not found|no such domain");
    private static final Pattern CONTENT =
            Pattern.compile("\\bspam|virus|malware|phish|content|attachment");
    private static final Pattern LOOP = Pattern.compile("too many hops|mail loop|loops back");
    private static final Pattern RATE =
            Pattern.compile("too many|rate limit|throttl|unusual rate|trop de|try later");

    /** The class of what a server did with one recipient. */
    static BounceClass classify(Action action, Symptoms symptoms) {
        var cause = cause(symptoms);
        return action == Action.FAILED && symptoms.temporary() && cause.isPassing()
                ? BounceClass.SOFT_EXPIRED
                : cause;
    }

    private static BounceClass cause(Symptoms symptoms) {
        // It closes the door before anything was said: neither the mail nor the address was judged.
        if (BANNER.matcher(symptoms.words()).find()) {
            return BounceClass.SOFT_CONNECT;
        }
        var token = ProviderToken.find(symptoms.words());
        if (token != null) {
            return token;
        }
        if (symptoms.enhanced() != null) {
            var subject = symptoms.enhanced().substring(2);
            return symptoms.enhanced().startsWith("4")
                    ? passing(subject, symptoms.words())
                    : lasting(subject, symptoms.words());
        }
        return symptoms.reply() == null
                ? unanswered(symptoms)
                : byReply(symptoms.reply(), symptoms.words());
    }

    private static BounceClass lasting(String subject, String words) {
        return switch (subject) {
            case "1.0", "1.10" ->
                    NULL_MX.matcher(words).find()
                            ? BounceClass.HARD_DOMAIN
                            : subject.equals("1.10")
                                    ? BounceClass.HARD_ADDRESS
                                    : byWords(words, BounceClass.HARD_UNCLEAR);
            case "1.1", "1.3", "1.6" -> BounceClass.HARD_ADDRESS;
            case "1.2", "4.4" -> BounceClass.HARD_DOMAIN;
            case "1.7", "1.8" -> BounceClass.POLICY_SENDER;
            case "2.1" -> BounceClass.HARD_DISABLED;
            case "2.2" -> BounceClass.SOFT_FULL;
            case "2.3", "3.4" -> BounceClass.POLICY_SIZE;
            case "4.1", "4.2", "4.3" -> byWords(words, BounceClass.SOFT_CONNECT);
            case "4.6" -> BounceClass.POLICY_LOOP;
            case "4.7" -> BounceClass.SOFT_EXPIRED;
            case "7.28" -> BounceClass.SOFT_RATE;
            default ->
                    isAuthentication(subject)
                            ? BounceClass.POLICY_AUTH
                            : subject.startsWith("6.")
                                    ? BounceClass.POLICY_CONTENT
                                    : byWords(words, BounceClass.UNDECIDED);
        };
    }

    private static BounceClass passing(String subject, String words) {
        return switch (subject) {
            case "1.7", "1.8" -> BounceClass.POLICY_SENDER;
            case "2.1", "7.28" -> BounceClass.SOFT_RATE;
            case "2.2" -> BounceClass.SOFT_FULL;
            case "4.1", "4.2", "4.3", "4.4" -> BounceClass.SOFT_CONNECT;
            case "4.6" -> BounceClass.POLICY_LOOP;
            case "4.7" -> BounceClass.SOFT_EXPIRED;
            default ->
                    isAuthentication(subject)
                            ? BounceClass.POLICY_AUTH
                            : RATE.matcher(words).find()
                                    ? BounceClass.SOFT_RATE
                                    : FULL.matcher(words).find()
                                            ? BounceClass.SOFT_FULL
                                            : subject.startsWith("7.")
                                                    ? BounceClass.SOFT_GREY
                                                    : BounceClass.SOFT_FAULT;
        };
    }

    /** RFC 7372, and the codes of Gmail and Microsoft. */
    private static boolean isAuthentication(String subject) {
        return switch (subject) {
            case "7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.29", "7.30" ->
                    true;
            case "7.32", "7.509", "7.515" -> true;
            default -> false;
        };
    }

    private static BounceClass byReply(String reply, String words) {
        return switch (reply) {
            case "421" -> BounceClass.SOFT_RATE;
            case "450", "451" ->
                    RATE.matcher(words).find() ? BounceClass.SOFT_RATE : BounceClass.SOFT_GREY;
            case "452" -> BounceClass.SOFT_FULL;
            case "552" ->
                    SIZE.matcher(words).find() ? BounceClass.POLICY_SIZE : BounceClass.SOFT_FULL;
            case "550", "551", "553" -> byWords(words, BounceClass.HARD_UNCLEAR);
            default ->
                    byWords(
                            words,
                            reply.startsWith("4") ? BounceClass.SOFT_FAULT : BounceClass.UNDECIDED);
        };
    }

    /** No server answered: the relay tells its own story, in a few known phrases. */
    private static BounceClass unanswered(Symptoms symptoms) {
        var told = byWords(symptoms.words(), BounceClass.UNDECIDED);
        if (told != BounceClass.UNDECIDED) {
            return told;
        }
        if (EXPIRED.matcher(symptoms.story()).find()) {
            return BounceClass.SOFT_EXPIRED;
        }
        if (symptoms.story().contains("host lookup did not complete")) {
            return BounceClass.SOFT_CONNECT;
        }
        if (symptoms.story().contains("unrouteable address")) {
            return BounceClass.HARD_UNCLEAR;
        }
        return symptoms.temporary() ? BounceClass.SOFT_FAULT : BounceClass.UNDECIDED;
    }

    private static BounceClass byWords(String words, BounceClass otherwise) {
        if (FULL.matcher(words).find()) {
            return BounceClass.SOFT_FULL;
        }
        if (RELAY.matcher(words).find()) {
            return BounceClass.POLICY_RELAY;
        }
        if (SENDER.matcher(words).find()) {
            return BounceClass.POLICY_SENDER;
        }
        if (AUTH.matcher(words).find()) {
            return BounceClass.POLICY_AUTH;
        }
        if (REPUTATION.matcher(words).find()) {
            return BounceClass.POLICY_REPUTATION;
        }
        if (DISABLED.matcher(words).find()) {
            return BounceClass.HARD_DISABLED;
        }
        if (NOBODY.matcher(words).find()) {
            return BounceClass.HARD_ADDRESS;
        }
        return byFaultyMail(words, otherwise);
    }

    private static BounceClass byFaultyMail(String words, BounceClass otherwise) {
        if (NULL_MX.matcher(words).find() || DOMAIN.matcher(words).find()) {
            return BounceClass.HARD_DOMAIN;
        }
        if (SIZE.matcher(words).find()) {
            return BounceClass.POLICY_SIZE;
        }
        if (CONTENT.matcher(words).find()) {
            return BounceClass.POLICY_CONTENT;
        }
        return LOOP.matcher(words).find() ? BounceClass.POLICY_LOOP : otherwise;
    }

    private BouncePolicy() {}
}
