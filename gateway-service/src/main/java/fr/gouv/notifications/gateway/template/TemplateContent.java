package fr.gouv.notifications.gateway.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an author publishes under a slug.
 *
 * @param name for the people who look after it, never seen by citizens
 * @param givenPurpose what it is for; absent in what was published before there were purposes, and
 *     for {@link Purpose#INFORMATION}, so that the same content stays the same
 */
public record TemplateContent(
        String name,
        Category category,
        @JsonProperty("purpose") @Nullable Purpose givenPurpose,
        @Nullable EmailContent email,
        @Nullable SmsContent sms,
        @Nullable LetterContent letter) {

    public TemplateContent {
        givenPurpose = givenPurpose == Purpose.INFORMATION ? null : givenPurpose;
    }

    /** What it is for. */
    Purpose purpose() {
        return givenPurpose == null ? Purpose.INFORMATION : givenPurpose;
    }

    /** The channels for which there are words, the preferred one first. */
    List<Channel> channels() {
        var channels = new ArrayList<Channel>();
        if (email != null) {
            channels.add(Channel.EMAIL);
        }
        if (sms != null) {
            channels.add(Channel.SMS);
        }
        if (letter != null) {
            channels.add(Channel.LETTER);
        }
        return List.copyOf(channels);
    }

    /**
     * The e-mail.
     *
     * @param subject one line, placeholders but no Markdown
     * @param body placeholders and Markdown
     */
    public record EmailContent(String subject, String body) {}

    /**
     * The text message.
     *
     * @param text placeholders but no Markdown
     */
    public record SmsContent(String text) {}

    /**
     * The letter.
     *
     * @param body placeholders and Markdown
     */
    public record LetterContent(String body) {}
}
