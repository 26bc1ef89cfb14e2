package fr.gouv.notifications.local.mail;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mail server of the stack: takes a message for anybody, without an account made before, and
 * gives it to the {@link Inbox}; over IMAP each recipient can read it too, with any password.
 *
 * <p>A recipient {@code simulate-550@…}, or with any other code from 400 to 599, is refused with
 * that code, so that failures can be tried without a broken server. Other names are taken, and {@linkplain Reactions
 * react} a second later.
 */
public final class MailServer {

    /** Over IMAP only the newest are kept: GreenMail holds them in memory. */
    private static final int KEPT_ACCOUNTS = 500;

    private static final int KEPT_MESSAGES = 100;

    private static final Flags DELETED = new Flags(Flags.Flag.DELETED);

    private static final Pattern SIMULATED = Pattern.compile("simulate-([45][0-9]{2})");

    private final int smtpPort;
    private final int imapPort;
    private final Inbox inbox;
    private final Reactions reactions;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private @Nullable GreenMail server;

    public MailServer(int smtpPort, int imapPort, Inbox inbox, Reactions reactions) {
        this.smtpPort = smtpPort;
        this.imapPort = imapPort;
        this.inbox = inbox;
        this.reactions = reactions;
    }

    /** Begins to listen. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        var fresh =
                new Server(
                        new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                        new ServerSetup(imapPort, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
        fresh.start();
        server = fresh;
    }

    /** Closes every connection and listens no more; the inbox keeps what it has. */
    public synchronized void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** Whether it listens now. */
    public synchronized boolean running() {
        return server != null;
    }

    /** From now on that recipient is refused with this line, for example {@code 451 4.2.1 later}. */
    public void refuse(String recipient, String answer) {
        answers.put(recipient, answer);
    }

    /** From now on every recipient is taken again, but for the simulated ones. */
    public void acceptAll() {
        answers.clear();
    }

    private Optional<String> refusal(MailAddress recipient) {
        var answer = answers.get(recipient.getEmail());
        if (answer != null) {
            return Optional.of(answer);
        }
        var simulated = SIMULATED.matcher(Optional.ofNullable(recipient.getUser()).orElse(""));
        return simulated.matches()
                ? Optional.of(
                        "%s %s.1.1 simulated by the local stack"
                                .formatted(simulated.group(1), simulated.group(1).charAt(0)))
                : Optional.empty();
    }

    private void receive(MovingMessage message) {
        var source = new ByteArrayOutputStream();
        try {
            message.getMessage().writeTo(source);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (MessagingException unreadable) {
            throw new IllegalStateException("a message could not be read again", unreadable);
        }
        var sender = message.getReturnPath();
        var from = sender == null || sender.getEmail() == null ? "" : sender.getEmail();
        var recipients = message.getToAddresses().stream().map(MailAddress::getEmail).toList();
        inbox.receive(source.toByteArray(), from, recipients);
        recipients.forEach(recipient -> reactions.to(from, recipient, source.toByteArray()));
    }

    /** GreenMail, with our answers to recipients and our inbox behind it. */
    private final class Server extends GreenMail {

        Server(ServerSetup... setups) {
            super(setups);
        }

        @Override
        protected Map<String, AbstractServer> createServices(
                ServerSetup[] setups, Managers ignored) {
            managers = new OurManagers();
            return super.createServices(setups, managers);
        }
    }

    private final class OurManagers extends Managers {

        private final SmtpManager gate;

        OurManagers() {
            var users = getUserManager();
            users.setAuthRequired(false);
            gate = new Gate(users);
        }

        @Override
        public SmtpManager getSmtpManager() {
            return gate;
        }
    }

    private final class Gate extends SmtpManager {

        private final UserManager users;
        private final ArrayDeque<GreenMailUser> kept = new ArrayDeque<>();

        Gate(UserManager users) {
            super(users.getImapHostManager(), users);
            this.users = users;
            users.setMessageDeliveryHandler((_, address) -> remembered(address));
        }

        @Override
        public @Nullable String checkRecipient(SmtpState state, MailAddress recipient) {
            return refusal(recipient).orElse(null);
        }

        @Override
        public synchronized void send(SmtpState state) {
            receive(state.getMessage());
            super.send(state);
            forgetOldest();
        }

        private GreenMailUser remembered(MailAddress address) throws UserException {
            var email = address.getEmail();
            var user = users.getUserByEmail(email);
            if (user == null) {
                user = users.createUser(email, email, email);
            }
            kept.remove(user);
            kept.addLast(user);
            return user;
        }

        private void forgetOldest() {
            while (kept.size() > KEPT_ACCOUNTS) {
                users.deleteUser(kept.removeFirst());
            }
            var newest = kept.peekLast();
            if (newest == null) {
                return;
            }
            try {
                var folder = users.getImapHostManager().getInbox(newest);
                if (folder.getMessageCount() > KEPT_MESSAGES) {
                    var oldest = folder.getMessageUids()[0];
                    folder.setFlags(DELETED, true, oldest, null, true);
                    folder.expunge();
                }
            } catch (FolderException broken) {
                throw new IllegalStateException("a mail folder could not be shortened", broken);
            }
        }
    }
}
