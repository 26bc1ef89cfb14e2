package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.reply.Letter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a person wrote a mail that came as a reply. It is stricter than what is asked of a bounce: whoever
 * takes a person for a machine loses what a citizen said, the other way round a service reads a vacation note.
 */
final class ReplyPolicy {

    private static final Set<String> OF_MACHINES = Set.of("auto_reply", "bulk", "junk", "list");

    /** Words that no person begins a subject with. */
    private static final Pattern AUTOMATIC =
            Pattern.compile(
                    "^(r[eé]ponse automatique|automatic reply|auto-?reply|auto:"
                            + "|out of (the )?office)",
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** What came as a reply. */
    enum Kind {
        PERSON,
        /** A machine answers, lists, or reports (RFC 3834, 2). */
        MACHINE,
        /** We wrote it ourselves. */
        LOOP
    }

    /**
     * @param sender in the envelope; empty for a mail that must not be answered
     */
    static Kind kind(ContentType type, MailFields fields, String sender) {
        if (fields.has(Letter.LOOP.toLowerCase(Locale.ROOT))) {
            return Kind.LOOP;
        }
        var submitted = fields.get("auto-submitted").strip().toLowerCase(Locale.ROOT);
        var isAutomatic =
                sender.isEmpty()
                        || sender.toLowerCase(Locale.ROOT).startsWith("mailer-daemon@")
                        || type.type().equals("multipart/report")
                        || (!submitted.isEmpty() && !submitted.startsWith("no"))
                        || fields.has("x-autoreply")
                        || fields.has("x-autorespond")
                        || fields.has("list-id")
                        || OF_MACHINES.contains(
                                fields.get("precedence").strip().toLowerCase(Locale.ROOT))
                        || AUTOMATIC.matcher(fields.get("subject").strip()).find();
        return isAutomatic ? Kind.MACHINE : Kind.PERSON;
    }

    private ReplyPolicy() {}
}
