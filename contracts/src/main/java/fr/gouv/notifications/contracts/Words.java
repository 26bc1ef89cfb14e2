package fr.gouv.notifications.contracts;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rendered words of one notification, a form for each channel. Travels sealed only.
 *
 * @param serviceName who writes, in the words of the citizen
 * @param replyTo a monitored mailbox for answers to e-mails
 * @param origin in whose name and to what end the e-mail is written; null in words of before
 */
public record Words(
        String serviceName,
        @Nullable String replyTo,
        @Nullable Email email,
        @Nullable Sms sms,
        @Nullable Letter letter,
        @Nullable Origin origin) {

    /** Words that do not say more of their origin than who writes. */
    public Words(
            String serviceName,
            @Nullable String replyTo,
            @Nullable Email email,
            @Nullable Sms sms,
            @Nullable Letter letter) {
        this(serviceName, replyTo, email, sms, letter, null);
    }

    /**
     * Where an e-mail comes from.
     *
     * @param from the address in whose name it is written; null for the service's on the platform's own
     *     domain
     * @param template slug of its template, by which complaints are counted
     * @param category whether the citizen may refuse it
     */
    public record Origin(@Nullable String from, String template, Category category) {}

    /**
     * The e-mail before its layout.
     *
     * @param subject one line
     * @param html a fragment: block elements without attributes that load anything
     * @param text the same words without mark-up
     * @param attachments the files that go with it, in their order; absent means none
     */
    public record Email(
            String subject, String html, String text, @Nullable List<Attachment> attachments) {

        public Email {
            attachments = attachments == null ? null : List.copyOf(attachments);
        }

        /** An e-mail without files. */
        public Email(String subject, String html, String text) {
            this(subject, html, text, null);
        }
    }

    /**
     * A file that goes with the e-mail. Its content stays with the gateway, sealed under the key of the
     * service and the day, purpose {@code attachment}, bound to its id.
     *
     * @param id by which the gateway hands it out
     * @param day of its key
     * @param name as the citizen is to see it
     * @param type media type, without parameters
     * @param size in bytes
     */
    public record Attachment(UUID id, LocalDate day, String name, String type, int size) {}

    /** The text message, as it is to be read. */
    public record Sms(String text) {}

    /**
     * The letter before its layout.
     *
     * @param html a fragment, as for the e-mail
     */
    public record Letter(String html) {}

    /** Says nothing: words must not slip into a log. */
    @Override
    public String toString() {
        return "Words[sealed]";
    }
}
