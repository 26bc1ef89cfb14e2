package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import fr.gouv.notifications.dispatch.reply.Attachment;
import fr.gouv.notifications.dispatch.reply.Letter;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.time.InstantSource;
import java.util.Base64;
import org.simplejavamail.MailException;

/** Makes a letter a complete e-mail: plain text and files, and nothing that a mail reader would load. */
final class LetterComposer {

    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_SUBJECT = 400;

    /** Neither quoted-printable nor base64 holds it. */
    private static final String BOUNDARY = "=_letter";

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});

    private final String domain;
    private final InstantSource clock;

    LetterComposer(String domain, InstantSource clock) {
        this.domain = domain;
        this.clock = clock;
    }

    /**
     * The same letter gets the same {@code Message-ID} each time.
     *
     * @throws UncomposableException when its recipient is no address
     */
    ComposedMail compose(Letter letter) throws UncomposableException {
        var recipient =
                MailComposer.mailbox(letter.recipient())
                        .orElseThrow(
                                () ->
                                        new UncomposableException(
                                                new IllegalArgumentException("no recipient")));
        var sender =
                new Sender(
                        MailComposer.oneLine(letter.name(), LONGEST_NAME),
                        letter.service() + "@" + domain,
                        MailComposer.mailbox(letter.answerTo()));
        var subject = MailComposer.oneLine(letter.subject(), LONGEST_SUBJECT);
        try {
            // Fields of its own: no citizen's address stays in memory.
            var fields =
                    new SenderFields(letter.automatic()).of(sender)
                            + field("Message-ID", "<" + letter.id() + ".reply@" + domain + ">")
                            + field(Letter.LOOP, letter.notificationId().toString())
                            + field("Date", MailComposer.DATE.format(clock.instant()))
                            + field("To", recipient.getAddress())
                            + field("Subject", MailComposer.encoded(subject))
                            + field("MIME-Version", "1.0")
                            + field(
                                    "Content-Type",
                                    "multipart/mixed; boundary=\"" + BOUNDARY + '"');
            var content = new ByteArrayOutputStream(16_384);
            write(content, fields);
            write(
                    content,
                    "\r\n--"
                            + BOUNDARY
                            + "\r\n"
                            + field("Content-Type", "text/plain; charset=UTF-8")
                            + field("Content-Transfer-Encoding", "quoted-printable")
                            + "\r\n");
            content.writeBytes(QuotedPrintable.encode(letter.text()));
            for (var attachment : letter.attachments()) {
                file(content, attachment);
            }
            write(content, "\r\n--" + BOUNDARY + "--\r\n");
            return new ComposedMail(
                    letter.envelopeSender(), recipient.getAddress(), content.toByteArray());
        } catch (MailException | IllegalArgumentException | UnsupportedEncodingException refused) {
            throw new UncomposableException(refused);
        }
    }

    private static void file(ByteArrayOutputStream content, Attachment attachment) {
        write(
                content,
                "\r\n--"
                        + BOUNDARY
                        + "\r\n"
                        + field("Content-Type", attachment.type())
                        + field("Content-Transfer-Encoding", "base64")
                        + field(
                                "Content-Disposition",
                                "attachment; filename=\"" + attachment.name() + '"')
                        + "\r\n");
        content.writeBytes(BASE64.encode(attachment.octets()));
    }

    private static void write(ByteArrayOutputStream content, String text) {
        content.writeBytes(text.getBytes(US_ASCII));
    }

    private static String field(String name, String value) {
        return name + ": " + value + "\r\n";
    }
}
