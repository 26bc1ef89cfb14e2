package fr.gouv.notifications.local.mail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTML part of a mail, made ready for the frame that shows it. */
final class MailFrame {

    private static final Pattern HEAD =
            Pattern.compile("<head(\\s[^>]*)?>", Pattern.CASE_INSENSITIVE);

    /**
     * Links open in a new window and the mail's own pictures come from here. This is comfort only:
     * what protects is the policy that is sent with it.
     */
    static String of(long number, MailContent content) {
        var html = content.html() == null ? "" : content.html();
        for (int i = 0; i < content.attachments().size(); i++) {
            var id = content.attachments().get(i).contentId();
            if (id.isPresent()) {
                html =
                        html.replace(
                                "cid:" + id.get(), "/mails/%d/pictures/%d".formatted(number, i));
            }
        }
        return HEAD.matcher(html)
                .replaceFirst(
                        match ->
                                Matcher.quoteReplacement(
                                        match.group() + "<base target=\"_blank\">"));
    }

    private MailFrame() {}
}
