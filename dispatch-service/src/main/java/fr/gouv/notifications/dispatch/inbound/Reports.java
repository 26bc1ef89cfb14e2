package fr.gouv.notifications.dispatch.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads reports: their type first, then what was done, then why. Never throws. */
final class Reports {

    /** An honest report of ours has one; a list may add some. */
    static final int RECIPIENTS = 20;

    private static final int STORY_LINES = 60;
    private static final Pattern AWAY =
            Pattern.compile(
                    "^(auto(matic|matique)?[ :-]|out of (the )?office|absen(ce|t)|vacation"
                            + "|r[eé]ponse automatique)");

    /** What this mail is. */
    static Heard read(byte[] octets) {
        var mail = Mail.read(octets);
        if (mail.type().type().equals("multipart/report")) {
            var report = report(mail);
            if (report != null) {
                return report;
            }
        }
        return isAutomatic(mail.fields()) ? new Heard.AutomaticReply() : new Heard.Unreadable();
    }

    private static @Nullable Heard report(Mail mail) {
        return switch (mail.type().parameter("report-type").toLowerCase(Locale.ROOT)) {
            case "delivery-status" -> delivery(mail);
            case "feedback-report" -> complaint(mail);
            case "disposition-notification" -> new Heard.Receipt();
            // Some servers forget to name the type.
            case "" -> delivery(mail);
            default -> null;
        };
    }

    private static @Nullable Heard delivery(Mail mail) {
        var status = part(mail, "message/delivery-status", "message/global-delivery-status");
        if (status == null) {
            return null;
        }
        var story = story(mail);
        var recipients = new ArrayList<Heard.Recipient>();
        var blocks = blocks(status.lines());
        for (var block : blocks) {
            var action = action(block.get("action"));
            if (action != null && recipients.size() < RECIPIENTS) {
                recipients.add(recipient(action, block, story));
            }
        }
        return recipients.isEmpty() ? null : new Heard.Delivery(recipients, quoted(mail, blocks));
    }

    private static Heard.Quoted quoted(Mail mail, List<MailFields> blocks) {
        var returned = part(mail, "message/rfc822", "message/global", "text/rfc822-headers");
        return new Heard.Quoted(
                blocks.getFirst().get("original-envelope-id"),
                returned == null ? "" : MailFields.head(returned.lines()).get("message-id"));
    }

    private static Heard.Recipient recipient(Action action, MailFields block, String story) {
        var symptoms = Symptoms.of(block.get("status"), block.get("diagnostic-code"), story);
        var bounceClass = action.isSuccess() ? null : BouncePolicy.classify(action, symptoms);
        return new Heard.Recipient(action, bounceClass, symptoms.code());
    }

    private static @Nullable Action action(String word) {
        return switch (word.toLowerCase(Locale.ROOT).split("[\\s;(]", 2)[0]) {
            case "failed" -> Action.FAILED;
            case "delayed" -> Action.DELAYED;
            case "delivered" -> Action.DELIVERED;
            case "relayed" -> Action.RELAYED;
            case "expanded" -> Action.EXPANDED;
            default -> null;
        };
    }

    private static @Nullable Heard complaint(Mail mail) {
        var part = part(mail, "message/feedback-report");
        if (part == null) {
            return null;
        }
        var blocks = blocks(part.lines());
        var type = blocks.isEmpty() ? "" : blocks.getFirst().get("feedback-type");
        return new Heard.Complaint(
                switch (type.toLowerCase(Locale.ROOT)) {
                    case "abuse", "fraud" -> true;
                    default -> false;
                });
    }

    /**
     * The addresses that a complaint quotes and that we may have signed: the envelope sender of the message, and where its
     * fields ask for complaints. Empty when it is none.
     */
    static List<String> quotedBy(byte[] octets) {
        var mail = Mail.read(octets);
        var report = part(mail, "message/feedback-report");
        if (report == null) {
            return List.of();
        }
        var returned = part(mail, "message/rfc822", "message/global", "text/rfc822-headers");
        var fields = returned == null ? MailFields.NONE : MailFields.head(returned.lines());
        return Stream.of(
                        MailFields.read(
                                        report.lines().stream()
                                                .filter(it -> !it.isBlank())
                                                .toList())
                                .get("original-mail-from"),
                        fields.get("return-path"),
                        fields.get("cfbl-address"))
                .map(Reports::address)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    /** Between angle brackets, or before a parameter. */
    private static String address(String field) {
        var open = field.indexOf('<');
        var close = field.indexOf('>', open + 1);
        var written = open >= 0 && close > open ? field.substring(open + 1, close) : field;
        return written.split("[;\\s]", 2)[0];
    }

    /** The groups of fields between empty lines. */
    private static List<MailFields> blocks(List<String> lines) {
        var blocks = new ArrayList<MailFields>();
        var from = 0;
        for (var i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || lines.get(i).isBlank()) {
                if (i > from && blocks.size() <= RECIPIENTS) {
                    blocks.add(MailFields.read(lines.subList(from, i)));
                }
                from = i + 1;
            }
        }
        return blocks;
    }

    private static @Nullable MailPart part(Mail mail, String... types) {
        for (var part : mail.parts()) {
            for (var type : types) {
                if (part.type().equals(type)) {
                    return part;
                }
            }
        }
        return null;
    }

    private static String story(Mail mail) {
        var text = part(mail, "text/plain");
        return text == null
                ? ""
                : String.join(
                        "\n", text.lines().subList(0, Math.min(STORY_LINES, text.lines().size())));
    }

    /** Not all of them say so (RFC 3834): the subject betrays some. */
    private static boolean isAutomatic(MailFields fields) {
        var submitted = fields.get("auto-submitted").toLowerCase(Locale.ROOT);
        return (!submitted.isEmpty() && !submitted.startsWith("no"))
                || fields.has("x-autoreply")
                || fields.has("x-auto-response-suppress")
                || fields.get("precedence").equalsIgnoreCase("auto_reply")
                || AWAY.matcher(fields.get("subject").strip().toLowerCase(Locale.ROOT)).find();
    }

    private Reports() {}
}
