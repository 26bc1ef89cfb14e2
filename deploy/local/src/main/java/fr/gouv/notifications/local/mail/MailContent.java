package fr.gouv.notifications.local.mail;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A message taken apart: what a reader of mail would show.
 *
 * @param headers in the order of the message, decoded
 * @param attachments files, pictures of the HTML part included
 */
public record MailContent(
        String subject,
        @Nullable String messageId,
        List<Field> headers,
        @Nullable String text,
        @Nullable String html,
        List<Attachment> attachments) {

    private static final Session NO_SESSION = Session.getInstance(new Properties());
    private static final int DEEPEST = 20;

    public MailContent {
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
    }

    /** One line of the head of a message. */
    public record Field(String name, String value) {}

    /** A file that came with the message. */
    public static final class Attachment {

        private final String name;
        private final String type;
        private final @Nullable String contentId;
        private final byte[] content;

        Attachment(String name, String type, @Nullable String contentId, byte[] content) {
            this.name = name;
            this.type = type;
            this.contentId = contentId;
            this.content = content.clone();
        }

        /** Decoded; whatever the sender wrote, so never a path to write to. */
        public String name() {
            return name;
        }

        /** Media type in small letters, as the sender claims. */
        public String type() {
            return type;
        }

        /** By which the HTML part refers to it. */
        public Optional<String> contentId() {
            return Optional.ofNullable(contentId);
        }

        /** The file itself. */
        public byte[] content() {
            return content.clone();
        }

        /** Its size in bytes. */
        public int size() {
            return content.length;
        }

        /** Whether it belongs into the HTML part instead of a list of files. */
        public boolean isInline() {
            return contentId != null && type.startsWith("image/");
        }
    }

    /** Takes a message apart; what cannot be understood is shown as it came. */
    public static MailContent of(byte[] source) {
        try {
            var message = new MimeMessage(NO_SESSION, new ByteArrayInputStream(source));
            var parts = new Parts();
            parts.take(message, 0);
            var headers = new ArrayList<Field>();
            for (Header header : Collections.list(message.getAllHeaders())) {
                headers.add(new Field(header.getName(), decoded(header.getValue())));
            }
            return new MailContent(
                    Optional.ofNullable(message.getSubject()).orElse(""),
                    message.getMessageID(),
                    headers,
                    parts.text,
                    parts.html,
                    parts.attachments);
        } catch (MessagingException | IOException unreadable) {
            return new MailContent(
                    "",
                    null,
                    List.of(),
                    new String(source, StandardCharsets.UTF_8),
                    null,
                    List.of());
        }
    }

    /** The files that a list of attachments shows. */
    public List<Attachment> files() {
        return attachments.stream().filter(attachment -> !attachment.isInline()).toList();
    }

    private static String decoded(String value) {
        try {
            return MimeUtility.decodeText(MimeUtility.unfold(value));
        } catch (UnsupportedEncodingException unknownCharset) {
            return value;
        }
    }

    /** Collects the leaves of the tree that a message is. */
    private static final class Parts {

        private final List<Attachment> attachments = new ArrayList<>();
        private @Nullable String text;
        private @Nullable String html;

        void take(MimePart part, int depth) throws MessagingException, IOException {
            if (part.isMimeType("multipart/*")
                    && depth < DEEPEST
                    && part.getContent() instanceof Multipart several) {
                for (int i = 0; i < several.getCount(); i++) {
                    if (several.getBodyPart(i) instanceof MimePart inner) {
                        take(inner, depth + 1);
                    }
                }
                return;
            }
            var isFile =
                    Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())
                            || part.getFileName() != null;
            if (!isFile && html == null && part.isMimeType("text/html")) {
                html = words(part);
                return;
            }
            if (!isFile && text == null && part.isMimeType("text/plain")) {
                text = words(part);
                return;
            }
            attachments.add(
                    new Attachment(
                            name(part),
                            type(part),
                            contentId(part),
                            part.getInputStream().readAllBytes()));
        }

        private static String words(MimePart part) throws MessagingException, IOException {
            try {
                if (part.getContent() instanceof String words) {
                    return words;
                }
            } catch (UnsupportedEncodingException unknownCharset) {
                // Read below as UTF-8: something readable is better than nothing.
            }
            return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        private static String name(MimePart part) throws MessagingException {
            var name = part.getFileName();
            return name == null ? "sans-nom" : decoded(name);
        }

        private static String type(MimePart part) throws MessagingException {
            var type = part.getContentType();
            return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        }

        private static @Nullable String contentId(MimePart part) throws MessagingException {
            var id = part.getContentID();
            return id == null ? null : id.replaceAll("^<|>$", "");
        }
    }
}
