package fr.gouv.notifications.local.mail;

/** The inbox page. */
public final class InboxServer {

    public InboxServer(int port, Inbox inbox) {}

    public void start() {}

    public void stop() {}
}
