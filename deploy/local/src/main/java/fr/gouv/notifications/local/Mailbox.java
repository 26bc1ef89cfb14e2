package fr.gouv.notifications.local;

import fr.gouv.notifications.local.mail.Inbox;
import fr.gouv.notifications.local.mail.InboxServer;
import fr.gouv.notifications.local.mail.MailServer;
import fr.gouv.notifications.local.mail.Reactions;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The mail server of a stack and its inbox page. Stopping it makes the relay go away for the
 * services; the page and what arrived before stay until the whole stack is closed.
 */
public final class Mailbox implements RunningPart, AutoCloseable {

    private final StackFolder folder;
    private final Inbox inbox;
    private final MailServer server;
    private final InboxServer page;

    Mailbox(StackFolder folder, Ports ports) {
        this.folder = folder;
        inbox = new Inbox(folder.data("mails"), InstantSource.system(), Inbox.Limits.USUAL);
        server =
                new MailServer(
                        ports.of(Port.SMTP),
                        ports.of(Port.IMAP),
                        inbox,
                        new Reactions(ports.of(Port.INBOUND_SMTP)));
        page = new InboxServer(ports.of(Port.INBOX), inbox);
    }

    /** What arrived. */
    public Inbox inbox() {
        return inbox;
    }

    /** From now on that recipient is refused with this line, for example {@code 451 4.2.1 later}. */
    public void refuse(String recipient, String answer) {
        server.refuse(recipient, answer);
    }

    /** From now on every recipient is taken again. */
    public void acceptAll() {
        server.acceptAll();
    }

    @Override
    public Part part() {
        return Part.MAIL;
    }

    @Override
    public void start() {
        page.start();
        server.start();
    }

    @Override
    public void stop() {
        server.stop();
    }

    /** The same as a stop: it lives in this process. */
    @Override
    public void kill() {
        server.stop();
    }

    @Override
    public void close() {
        server.stop();
        page.stop();
    }

    @Override
    public boolean running() {
        return server.running();
    }

    @Override
    public boolean lost() {
        return false;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public Path log() {
        return folder.log("stack");
    }
}
