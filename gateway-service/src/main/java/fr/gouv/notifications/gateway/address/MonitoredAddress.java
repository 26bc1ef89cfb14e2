package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.problem.Fault;
import java.util.Locale;
import java.util.regex.Pattern;

/** Decides whether an address may be where citizens answer: one mailbox that somebody reads. */
public final class MonitoredAddress {

    /** Names that say that nobody reads them, in the two languages that are seen. */
    private static final Pattern UNREAD =
            Pattern.compile(
                    "(?:.*[._+-])?(?:no[._-]?(?:reply|response|answer|respuesta)|do[._-]?not[._-]?(?:reply|respond|answer)"
                            + "|dont[._-]?reply|never[._-]?reply|ne[._-]?pas[._-]?rep+ondre|ne[._-]?plus[._-]?repondre"
                            + "|ne[._-]?repondez[._-]?pas|non[._-]?repondre|sans[._-]?reponse|pas[._-]?de[._-]?reponse"
                            + "|dev[._-]?null|null|nobody|personne|mailer[._-]?daemon|bounces?)(?:[._+-].*|\\d*)");

    /** Looks at the text in this field. */
    public static Checked check(String field, String text) {
        return switch (EmailAddress.check(field, text)) {
            case Checked.Usable(var address) when isUnread(address) ->
                    new Checked.Unusable(
                            new Fault(
                                    field,
                                    "reply-to-unread",
                                    "names a mailbox that nobody reads",
                                    "give one that people of the service read: a citizen who answers a"
                                            + " message must reach somebody"));
            case Checked.Usable usable -> usable;
            case Checked.Unusable unusable -> unusable;
        };
    }

    /** It is missing. */
    public static Fault missing(String field) {
        return new Fault(
                field,
                "required",
                "is missing",
                "give a mailbox that people of the service read: a citizen who answers a message must"
                        + " reach somebody");
    }

    private static boolean isUnread(String address) {
        return UNREAD.matcher(address.substring(0, address.indexOf('@')).toLowerCase(Locale.ROOT))
                .matches();
    }

    private MonitoredAddress() {}
}
