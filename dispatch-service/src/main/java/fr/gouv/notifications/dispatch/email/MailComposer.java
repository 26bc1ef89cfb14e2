package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.simplejavamail.MailException;

/** Lays out the words of a notification and makes them a complete e-mail; knows no relay. */
final class MailComposer {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_SUBJECT = 400;

    /** Quoted-printable never holds {@code =_}: an equals sign is always escaped (RFC 2045, 6.7). */
    private static final String BOUNDARY = "=_parts";

    /** Between the words and the files; nor does base64 hold it. */
    private static final String MIXED = "=_files";

    /** RFC 5322, 3.3. */
    static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final MailLayout html = MailLayout.load("/email/layout.html");
    private final MailLayout text = MailLayout.load("/email/layout.txt");
    private final SenderFields senders = new SenderFields();
    private final String domain;
    private final InstantSource clock;

    MailComposer(String domain, InstantSource clock) {
        this.domain = domain;
        this.clock = clock;
    }

    /** The domain of the address in {@code From}, which must answer for the e-mail. */
    String domainOf(Message message) {
        var from = from(message);
        return from.substring(from.lastIndexOf('@') + 1);
    }

    private String from(Message message) {
        var origin = message.words().origin();
        return origin == null || origin.from() == null
                ? message.service() + "@" + domain
                : origin.from();
    }

    /**
     * By what complaints are counted (Google and Orange: campaign, customer, kind, sender), and by what a
     * mailbox tells one kind of message from another (RFC 2919). Slugs only: nothing of the citizen.
     */
    private String origin(Message message) {
        var origin = message.words().origin();
        if (origin == null) {
            return "";
        }
        var kind = origin.category().name().toLowerCase(Locale.ROOT);
        return field(
                        "Feedback-ID",
                        origin.template() + ":" + message.service() + ":" + kind + ":notifications")
                + field(
                        "List-Id",
                        "<" + origin.template() + "." + message.service() + "." + domain + ">");
    }

    /** Where a mailbox provider may tell that it was called unwanted (RFC 9477). */
    private static String complaints(Message message) {
        return message.back() == null
                ? ""
                : field("CFBL-Address", message.back().complaints() + "; report=arf");
    }

    /**
     * The e-mail in the form in which it is transmitted. The same notification gets the same {@code
     * Message-ID} at each attempt, by which a mailbox can fold a repetition.
     *
     * @throws UncomposableException when no e-mail can be made of these words
     */
    ComposedMail compose(
            Message message, Words.Email email, InternetAddress recipient, List<MailFile> files)
            throws UncomposableException {
        var name = oneLine(message.words().serviceName(), LONGEST_NAME);
        var subject = oneLine(email.subject(), LONGEST_SUBJECT);
        var address = from(message);
        var replyTo = Optional.ofNullable(message.words().replyTo()).flatMap(MailComposer::mailbox);
        // A service that reads answers has them brought by us.
        var replies =
                replyTo.isPresent() && message.back() != null ? message.back().replies() : null;
        try {
            var fields =
                    senders.of(
                                    new Sender(
                                            name,
                                            address,
                                            replies == null ? replyTo : Optional.empty()))
                            + (replies == null ? "" : field("Reply-To", replies))
                            + origin(message)
                            + complaints(message)
                            + field(
                                    "Message-ID",
                                    "<" + message.notificationId() + "@" + domainOf(message) + ">")
                            + field("Date", DATE.format(clock.instant()))
                            + field("To", recipient.getAddress())
                            + field("Subject", encoded(subject))
                            + field("MIME-Version", "1.0");
            var words = "multipart/alternative; boundary=\"" + BOUNDARY + '"';
            var content = new ByteArrayOutputStream(16_384 + encodedSize(files));
            content.writeBytes(fields.getBytes(US_ASCII));
            if (!files.isEmpty()) {
                line(content, field("Content-Type", "multipart/mixed; boundary=\"" + MIXED + '"'));
                line(content, "\r\n--" + MIXED + "\r\n");
            }
            line(content, field("Content-Type", words));
            part(content, "text/plain", text(name, email, message.proofCode()));
            part(content, "text/html", html(name, subject, email, message.proofCode()));
            line(content, "\r\n--" + BOUNDARY + "--\r\n");
            if (!files.isEmpty()) {
                for (var file : files) {
                    attach(content, file);
                }
                line(content, "\r\n--" + MIXED + "--\r\n");
            }
            var back = message.back();
            return new ComposedMail(
                    back == null ? address : back.bounces(),
                    recipient.getAddress(),
                    back == null ? null : back.envelopeId(),
                    content.toByteArray());
        } catch (MailException | IllegalArgumentException | UnsupportedEncodingException refused) {
            throw new UncomposableException(refused);
        }
    }

    private static void line(ByteArrayOutputStream content, String line) {
        content.writeBytes(line.getBytes(US_ASCII));
    }

    /** In base64, lines of 76 (RFC 2045, 6.8). */
    private static void attach(ByteArrayOutputStream content, MailFile file) {
        line(
                content,
                "\r\n--"
                        + MIXED
                        + "\r\n"
                        + field("Content-Type", file.type() + charset(file))
                        + field("Content-Transfer-Encoding", "base64")
                        + field(
                                "Content-Disposition",
                                "attachment" + Filename.parameter(file.name()))
                        + "\r\n");
        content.writeBytes(Base64.getMimeEncoder().encode(file.content()));
        line(content, "\r\n");
    }

    /** A reader without one takes a text for ASCII (RFC 2046, 4.1.2). */
    private static String charset(MailFile file) {
        if (!file.type().startsWith("text/")) {
            return "";
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.content()));
            return "; charset=UTF-8";
        } catch (CharacterCodingException _) {
            return "; charset=windows-1252";
        }
    }

    /** At least what the files take in base64 with their line ends. */
    private static int encodedSize(List<MailFile> files) {
        return files.stream().mapToInt(file -> file.content().length / 57 * 78 + 2_048).sum();
    }

    private static String field(String name, String value) {
        return name + ": " + value + "\r\n";
    }

    /** RFC 2047, and folded. */
    static String encoded(String subject) throws UnsupportedEncodingException {
        return MimeUtility.fold(
                "Subject: ".length(), MimeUtility.encodeText(subject, "UTF-8", null));
    }

    private static void part(ByteArrayOutputStream content, String type, String words) {
        var head =
                "\r\n--"
                        + BOUNDARY
                        + "\r\n"
                        + field("Content-Type", type + "; charset=UTF-8")
                        + field("Content-Transfer-Encoding", "quoted-printable")
                        + "\r\n";
        content.writeBytes(head.getBytes(US_ASCII));
        content.writeBytes(QuotedPrintable.encode(words));
    }

    /** The one mailbox that this text names; empty when it names none, several, or anything else. */
    static Optional<InternetAddress> mailbox(String written) {
        var at = written.lastIndexOf('@');
        if (at < 1 || !isAscii(written.substring(0, at)) || hasControl(written)) {
            return Optional.empty();
        }
        try {
            var domain = IDN.toASCII(written.substring(at + 1), IDN.USE_STD3_ASCII_RULES);
            var addresses = InternetAddress.parse(written.substring(0, at + 1) + domain, true);
            if (addresses.length != 1 || addresses[0].isGroup()) {
                return Optional.empty();
            }
            addresses[0].validate();
            return addresses[0].getPersonal() == null
                    ? Optional.of(addresses[0])
                    : Optional.empty();
        } catch (AddressException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private String text(String name, Words.Email email, String proofCode) {
        return text.fill(Map.of("service", name, "body", email.text().strip(), "proof", proofCode));
    }

    private String html(String name, String subject, Words.Email email, String proofCode) {
        return html.fill(
                Map.of(
                        "service", MailLayout.escape(name),
                        "subject", MailLayout.escape(subject),
                        "body", InlineStyle.apply(email.html()),
                        "proof", MailLayout.escape(proofCode)));
    }

    /** Without the control characters that could start a header of their own. */
    static String oneLine(String value, int longest) {
        var line = new StringBuilder(Math.min(value.length(), longest));
        for (var i = 0; i < value.length() && line.length() < longest; i++) {
            var letter = value.charAt(i);
            var breaks = Character.isISOControl(letter) || letter == '\u2028' || letter == '\u2029';
            line.append(breaks ? ' ' : letter);
        }
        return line.toString().strip();
    }

    private static boolean isAscii(String value) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(value);
    }

    private static boolean hasControl(String value) {
        return value.chars().anyMatch(Character::isISOControl);
    }
}
