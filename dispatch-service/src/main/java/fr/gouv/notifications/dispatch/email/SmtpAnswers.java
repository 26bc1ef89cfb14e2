package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The words of SMTP servers, translated into ours. Sources: RFC 3463, RFC 5248, and the published
 * rules of Gmail, Yahoo, Microsoft, Orange and laposte.net, read 2026-11-23.
 */
final class SmtpAnswers {

    private static final Pattern FULL =
            Pattern.compile(
                    "mailbox (is )?full|over ?quota|quota exceeded|insufficient storage space");
    private static final Pattern GREY = Pattern.compile("gr[ea]y ?list|try again later|come back");
    private static final Pattern RATE =
            Pattern.compile(
                    "too many|rate limit|throttl|unusual rate|ofr_?(?:10[458]|506|999)|\\btss?\\d\\d"
                            + "|lpn007_503|lpn027_503|sfr_in_101");
    private static final Pattern NOBODY =
            Pattern.compile(
                    "user unknown|unknown user|no such (user|recipient|mailbox|person)|does not exist"
                            + "|unknown (recipient|mailbox|address)|recipient unknown|invalid recipient"
                            + "|mailbox (not found|unavailable)|ofr_?41[68]|lpn007_416");
    private static final Pattern DISABLED =
            Pattern.compile("disabled|inactive|suspended|deactivated|lpn007_420");
    private static final Pattern RELAYING =
            Pattern.compile(
                    "relay(ing)? (access )?(is )?(denied|not permitted|not allowed)|not relay");
    private static final Pattern TOO_LARGE = Pattern.compile("size|too (large|big)");
    private static final Pattern SPAM = Pattern.compile("spam|virus|malware|phish|content");

    /** What a refusing answer means at this stage of the conversation. */
    static Outcome outcome(SmtpStage stage, SmtpReply reply) {
        return reply.isPermanent() ? permanent(stage, reply) : passing(reply);
    }

    /** What an answer to the greeting, to TLS or to our credentials means: it concerns the relay. */
    static Outcome.Unreachable beforeAnyMessage(SmtpReply reply) {
        var ours = reply.code() == 530 || reply.code() == 534 || reply.code() == 535;
        return new Outcome.Unreachable(
                ours ? Reason.SENDER_REFUSED : Reason.PROVIDER_UNREACHABLE, reply.answer());
    }

    private static Outcome passing(SmtpReply reply) {
        return new Outcome.Postponed(hindrance(reply), reply.answer());
    }

    private static Hindrance hindrance(SmtpReply reply) {
        var text = reply.text().toLowerCase(Locale.ROOT);
        var enhanced = reply.enhanced() == null ? "" : reply.enhanced();
        return switch (enhanced) {
            case "4.2.2" -> Hindrance.MAILBOX_FULL;
            case "4.2.1", "4.7.28" -> Hindrance.THROTTLED;
            case "4.1.8",
                    "4.7.23",
                    "4.7.24",
                    "4.7.25",
                    "4.7.26",
                    "4.7.27",
                    "4.7.29",
                    "4.7.30",
                    "4.7.32" ->
                    Hindrance.OURSELVES;
            default -> hindrance(reply.code(), enhanced, text);
        };
    }

    private static Hindrance hindrance(int code, String enhanced, String text) {
        if (RATE.matcher(text).find()) {
            return Hindrance.THROTTLED;
        }
        if (code == 421) {
            return Hindrance.THROTTLED;
        }
        if (FULL.matcher(text).find() || (code == 452 && enhanced.isEmpty())) {
            return Hindrance.MAILBOX_FULL;
        }
        if (GREY.matcher(text).find() || enhanced.startsWith("4.7.")) {
            return Hindrance.GREYLISTED;
        }
        if (code == 454 && text.contains("auth")) {
            return Hindrance.OURSELVES;
        }
        return Hindrance.FAULT;
    }

    private static Outcome permanent(SmtpStage stage, SmtpReply reply) {
        var text = reply.text().toLowerCase(Locale.ROOT);
        // A relay that wants us to log in would refuse everybody alike: nothing may be lost to a
        // configuration that a person can mend.
        if (reply.code() == 530 || reply.code() == 535) {
            return new Outcome.Unreachable(Reason.SENDER_REFUSED, reply.answer());
        }
        if (RELAYING.matcher(text).find()) {
            return new Outcome.Postponed(Hindrance.OURSELVES, reply.answer());
        }
        // Both sides lost the thread: a fresh session mends it.
        if (reply.code() == 503) {
            return new Outcome.Postponed(Hindrance.FAULT, reply.answer());
        }
        var enhanced = reply.enhanced() == null ? "" : reply.enhanced();
        if (isFull(stage, reply.code(), enhanced, text)) {
            return new Outcome.Postponed(Hindrance.MAILBOX_FULL, reply.answer());
        }
        return new Outcome.Refused(reason(stage, reply.code(), enhanced, text), reply.answer());
    }

    /** A full mailbox can be emptied, whatever the first digit says. */
    private static boolean isFull(SmtpStage stage, int code, String enhanced, String text) {
        return enhanced.equals("5.2.2")
                || (stage == SmtpStage.RECIPIENT && code == 552)
                || FULL.matcher(text).find();
    }

    private static Reason reason(SmtpStage stage, int code, String enhanced, String text) {
        return switch (enhanced) {
            case "5.1.1", "5.1.3", "5.1.6", "5.1.10" -> Reason.ADDRESS_UNKNOWN;
            case "5.1.2", "5.4.4" -> Reason.DOMAIN_UNKNOWN;
            case "5.2.1" -> Reason.ADDRESS_DISABLED;
            case "5.1.7", "5.1.8", "5.4.6" -> Reason.SENDER_REFUSED;
            case "5.3.4", "5.2.3" -> Reason.CONTENT_REFUSED;
            default -> reasonByWords(stage, code, enhanced, text);
        };
    }

    private static Reason reasonByWords(SmtpStage stage, int code, String enhanced, String text) {
        if (enhanced.startsWith("5.6.")) {
            return Reason.CONTENT_REFUSED;
        }
        if (stage == SmtpStage.SENDER) {
            return Reason.SENDER_REFUSED;
        }
        if (stage == SmtpStage.RECIPIENT) {
            return reasonOfRecipient(code, enhanced, text);
        }
        if (code == 552 || TOO_LARGE.matcher(text).find()) {
            return Reason.CONTENT_REFUSED;
        }
        // Authentication of our domain is named by its own codes; the rest of 5.7 after the content
        // was seen is a judgement about the content.
        if (enhanced.startsWith("5.7.") && !enhanced.equals("5.7.1") && !enhanced.equals("5.7.0")) {
            return Reason.SENDER_REFUSED;
        }
        if (SPAM.matcher(text).find()) {
            return Reason.CONTENT_REFUSED;
        }
        return enhanced.startsWith("5.7.") ? Reason.SENDER_REFUSED : Reason.REFUSED;
    }

    private static Reason reasonOfRecipient(int code, String enhanced, String text) {
        if (DISABLED.matcher(text).find()) {
            return Reason.ADDRESS_DISABLED;
        }
        if (NOBODY.matcher(text).find()) {
            return Reason.ADDRESS_UNKNOWN;
        }
        if (enhanced.startsWith("5.7.")) {
            return Reason.SENDER_REFUSED;
        }
        // RFC 5321: 550, 551 and 553 after RCPT speak of the mailbox.
        return enhanced.isEmpty() && (code == 551 || code == 553)
                ? Reason.ADDRESS_UNKNOWN
                : Reason.REFUSED;
    }

    private SmtpAnswers() {}
}
