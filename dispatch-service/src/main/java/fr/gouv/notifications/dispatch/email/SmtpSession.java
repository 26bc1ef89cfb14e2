package fr.gouv.notifications.dispatch.email;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.MimeMessage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP conversation with the relay, which remembers how far it got and the first refusal: Angus
 * hides both in nested exceptions, and both decide whether a message may be sent again.
 *
 * <p>Used by one thread at a time.
 */
final class SmtpSession extends SMTPTransport {

    private SmtpStage stage = SmtpStage.SENDER;
    private @Nullable SmtpReply refusal;
    private boolean alive = true;
    private int messages;
    private long lastUsed = System.nanoTime();

    SmtpSession(Session session, URLName relay, String scheme, boolean tls) {
        super(session, relay, scheme, tls);
    }

    /** Offers one message to one recipient and says what came of it. */
    Result offer(MimeMessage message, Address recipient) {
        stage = SmtpStage.SENDER;
        refusal = null;
        messages++;
        try {
            sendMessage(message, new Address[] {recipient});
            return new Result.Taken(SmtpReply.of(getLastReturnCode(), getLastServerResponse()));
        } catch (MessagingException failure) {
            return resultOf(failure);
        } finally {
            lastUsed = System.nanoTime();
        }
    }

    private Result resultOf(MessagingException failure) {
        var said = refusal;
        if (said != null) {
            // 421 announces that the server hangs up; after a refused DATA the state is unsure.
            alive = alive && said.code() != 421 && stage == SmtpStage.RECIPIENT;
            return new Result.Refused(stage, said);
        }
        alive = false;
        return new Result.Broken(stage, failure);
    }

    /** The first answer before any message, when it was a refusal. */
    @Nullable SmtpReply refusal() {
        return refusal;
    }

    boolean mayContinue(int maxMessages, long idleNanos) {
        return alive
                && messages < maxMessages
                && System.nanoTime() - lastUsed < idleNanos
                && getLastReturnCode() != -1;
    }

    /** Whether a message was offered on it before, so that the relay may have hung up since. */
    boolean hasSpoken() {
        return messages > 0;
    }

    @Override
    protected void mailFrom() throws MessagingException {
        stage = SmtpStage.SENDER;
        super.mailFrom();
    }

    @Override
    protected void rcptTo() throws MessagingException {
        stage = SmtpStage.RECIPIENT;
        super.rcptTo();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        stage = SmtpStage.CONTENT;
        return new Unflushed(super.data());
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        stage = SmtpStage.END;
        super.finishData();
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        var code = super.readServerResponse();
        if (code >= 400 && refusal == null) {
            refusal = SmtpReply.of(code, getLastServerResponse());
        }
        return code;
    }

    /** Lets the content travel with the closing dot, which is flushed right behind it. */
    private static final class Unflushed extends FilterOutputStream {

        Unflushed(OutputStream content) {
            super(content);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void flush() {
            // The dot does it.
        }
    }

    /** What came of one offer. */
    sealed interface Result {

        /** The server took it. */
        record Taken(SmtpReply reply) implements Result {}

        /** The server said no, for now or for good. */
        record Refused(SmtpStage stage, SmtpReply reply) implements Result {}

        /** The conversation ended without an answer. */
        record Broken(SmtpStage stage, MessagingException cause) implements Result {}
    }
}
