package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP conversation with the relay (RFC 5321). It knows how far each message got, which decides
 * whether that may be sent again. A relay that allows it (PIPELINING, RFC 2920) hears sender, recipient
 * and DATA at once, and the content with its closing dot in one piece: two waits for a message instead
 * of four.
 *
 * <p>Used by one thread at a time.
 */
final class SmtpSession implements Closeable {

    private static final int READY = 220;
    private static final int GO_ON = 354;
    private static final int FAILURE = 400;
    private static final int CLOSING = 421;

    /** What is longer travels in pieces, so that a break in the middle is not taken for ambiguous. */
    private static final int ONE_PIECE = 65_536;

    private final SmtpWire wire;
    private final String wished;
    private boolean reportsOnWish;
    private Set<String> extensions = Set.of();
    private SmtpStage stage = SmtpStage.SENDER;
    private Result.@Nullable Refused refused;
    private boolean alive = true;
    private int messages;
    private long lastUsed = System.nanoTime();

    private SmtpSession(SmtpWire wire, RelayConfig.Evidence evidence) {
        this.wire = wire;
        this.wished = DsnWish.notices(evidence);
    }

    /**
     * Connects, greets, protects the connection and says who we are, as configured.
     *
     * @throws SmtpUnreachableException when the relay cannot be reached, does not offer the protection
     *     that is required, or does not want us
     */
    static SmtpSession open(RelayConfig config, SSLSocketFactory tls)
            throws SmtpUnreachableException {
        SmtpWire wire;
        try {
            wire =
                    new SmtpWire(
                            config.host(),
                            config.port(),
                            tls,
                            config.connectTimeout(),
                            config.readTimeout());
        } catch (IOException | RuntimeException failure) {
            throw SmtpUnreachableException.because("connect", failure);
        }
        var session = new SmtpSession(wire, config.evidence());
        try {
            session.begin(config);
            return session;
        } catch (SmtpUnreachableException refused) {
            session.close();
            throw refused;
        } catch (IOException | RuntimeException failure) {
            session.close();
            throw SmtpUnreachableException.because(
                    failure instanceof SSLException ? "tls" : "connect", failure);
        }
    }

    private void begin(RelayConfig config) throws IOException, SmtpUnreachableException {
        if (config.tls() == RelayConfig.Protection.TLS) {
            wire.startTls();
        }
        welcomed(wire.listen());
        greet(config.ehlo());
        if (config.tls() == RelayConfig.Protection.STARTTLS) {
            if (!extensions.contains("STARTTLS")) {
                throw SmtpUnreachableException.because(
                        "tls", new IllegalStateException("the relay does not offer STARTTLS"));
            }
            if (welcomed(asked("STARTTLS")).code() == READY) {
                wire.startTls();
            }
            greet(config.ehlo());
        }
        if (config.user().isPresent()) {
            authenticate(config.user().get(), config.password().orElse(""));
        }
    }

    private void greet(String name) throws IOException, SmtpUnreachableException {
        var reply = welcomed(asked("EHLO " + name));
        extensions =
                reply.text()
                        .lines()
                        .skip(1)
                        .map(line -> line.substring(Math.min(line.length(), 4)))
                        .map(line -> line.strip().toUpperCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        reportsOnWish = extensions.contains("DSN");
    }

    /** RFC 4954, by PLAIN or LOGIN: the words are protected by TLS, not by the mechanism. */
    private void authenticate(String user, String password)
            throws IOException, SmtpUnreachableException {
        var offered =
                extensions.stream()
                        .filter(line -> line.startsWith("AUTH"))
                        .flatMap(line -> List.of(line.split("[ =]")).stream())
                        .collect(Collectors.toUnmodifiableSet());
        SmtpReply reply;
        if (offered.contains("PLAIN") || !offered.contains("LOGIN")) {
            reply = asked("AUTH PLAIN " + base64("\0" + user + "\0" + password));
        } else {
            reply = asked("AUTH LOGIN");
            reply = reply.code() < FAILURE ? asked(base64(user)) : reply;
            reply = reply.code() < FAILURE ? asked(base64(password)) : reply;
        }
        if (reply.code() >= FAILURE) {
            throw new SmtpUnreachableException(
                    new Outcome.Unreachable(Reason.SENDER_REFUSED, reply.answer()),
                    new IllegalStateException("not authenticated"));
        }
    }

    private SmtpReply asked(String command) throws IOException {
        wire.say(command);
        return wire.listen();
    }

    private static SmtpReply welcomed(SmtpReply reply) throws SmtpUnreachableException {
        if (reply.code() >= FAILURE) {
            throw new SmtpUnreachableException(
                    SmtpAnswers.beforeAnyMessage(reply), new IllegalStateException("not welcome"));
        }
        return reply;
    }

    private static String base64(String words) {
        return Base64.getEncoder().encodeToString(words.getBytes(UTF_8));
    }

    /** Offers one message to one recipient and says what came of it. */
    Result offer(ComposedMail mail) {
        messages++;
        var result = offerOnce(mail);
        if (reportsOnWish && DsnWish.isNotUnderstood(result)) {
            // It announces what something behind it does not know: no message may be lost to that.
            reportsOnWish = false;
            if (alive) {
                result = offerOnce(mail);
                reportsOnWish = DsnWish.isNotUnderstood(result);
            }
        }
        return result;
    }

    private Result offerOnce(ComposedMail mail) {
        refused = null;
        try {
            var invited = invitation(mail);
            if (refused == null) {
                return transmit(mail.octets(), invited);
            }
            startAnew(invited);
        } catch (IOException failure) {
            alive = false;
            if (refused == null) {
                return new Result.Broken(stage, failure);
            }
        } finally {
            lastUsed = System.nanoTime();
        }
        return refused;
    }

    /** The last answer to sender, recipient and DATA; the first refusal among them is noted. */
    private SmtpReply invitation(ComposedMail mail) throws IOException {
        var wish = reportsOnWish ? DsnWish.of(mail, wished) : DsnWish.NONE;
        var sender = "MAIL FROM:<" + mail.sender() + ">" + wish.ofSender();
        var recipient = "RCPT TO:<" + mail.recipient() + ">" + wish.ofRecipient();
        stage = SmtpStage.SENDER;
        if (extensions.contains("PIPELINING")) {
            wire.say(sender + "\r\n" + recipient + "\r\nDATA");
            listen(SmtpStage.SENDER);
            listen(SmtpStage.RECIPIENT);
            return listen(SmtpStage.CONTENT);
        }
        wire.say(sender);
        var reply = listen(SmtpStage.SENDER);
        if (refused == null) {
            wire.say(recipient);
            reply = listen(SmtpStage.RECIPIENT);
        }
        if (refused == null) {
            wire.say("DATA");
            reply = listen(SmtpStage.CONTENT);
        }
        return reply;
    }

    private Result transmit(byte[] octets, SmtpReply invited) throws IOException {
        if (invited.code() != GO_ON) {
            throw new IOException("DATA was answered " + invited.code());
        }
        var content = DotStuffing.ended(octets);
        var from = 0;
        while (content.length - from > ONE_PIECE) {
            wire.write(content, from, ONE_PIECE);
            from += ONE_PIECE;
        }
        stage = SmtpStage.END;
        wire.write(content, from, content.length - from);
        var reply = listen(SmtpStage.END);
        if (refused == null) {
            return new Result.Taken(reply);
        }
        // After a refused content the state of the relay is unsure.
        alive = false;
        return refused;
    }

    /** After a refusal before the content the session goes on, unless the relay leaves. */
    private void startAnew(SmtpReply last) throws IOException {
        alive =
                alive
                        && refused != null
                        && (refused.stage() == SmtpStage.RECIPIENT
                                || (reportsOnWish && DsnWish.isNotUnderstood(refused)))
                        && refused.reply().code() != CLOSING;
        if (!alive) {
            return;
        }
        if (last.code() == GO_ON) {
            // It asks for content although nobody is there to take it, and refuses the empty one
            // (RFC 2920, 3.1).
            asked(".");
        }
        alive = asked("RSET").code() < FAILURE;
    }

    private SmtpReply listen(SmtpStage at) throws IOException {
        stage = at;
        var reply = wire.listen();
        if (reply.code() >= FAILURE && refused == null) {
            refused = new Result.Refused(at, reply);
        }
        return reply;
    }

    boolean mayContinue(int maxMessages, long idleNanos) {
        return alive && messages < maxMessages && System.nanoTime() - lastUsed < idleNanos;
    }

    /** Whether a message was offered on it before, so that the relay may have hung up since. */
    boolean hasSpoken() {
        return messages > 0;
    }

    /** Breaks it off when the relay has taken nothing of what is written for that long. */
    void breakIfStuck(Duration patience) {
        if (wire.isStuck(patience)) {
            try {
                wire.abort();
            } catch (IOException gone) {
                // Whoever writes is told so.
            }
        }
    }

    /** Says goodbye, and waits for no answer. */
    @Override
    public void close() {
        try {
            if (alive) {
                wire.say("QUIT");
            }
        } catch (IOException gone) {
            // It went away without a word: nothing depends on it.
        } finally {
            hangUp();
        }
    }

    private void hangUp() {
        try {
            wire.close();
        } catch (IOException gone) {
            // There is nothing left to close.
        }
    }

    /** What came of one offer. */
    sealed interface Result {

        /** The server took it. */
        record Taken(SmtpReply reply) implements Result {}

        /** The server said no, for now or for good. */
        record Refused(SmtpStage stage, SmtpReply reply) implements Result {}

        /** The conversation ended without an answer. */
        record Broken(SmtpStage stage, IOException cause) implements Result {}
    }
}
