package fr.gouv.notifications.local.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailServerTest {

    private final Inbox inbox;
    private final int smtp = freePort();
    private final int imap = freePort();
    private final MailServer server;

    MailServerTest(@TempDir Path folder) throws IOException {
        inbox = new Inbox(folder, InstantSource.system(), Inbox.Limits.USUAL);
        server = new MailServer(smtp, imap, inbox, new Reactions(freePort()));
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void takesMailForAnybody() throws Exception {
        send("nobody-knows-me@somewhere.example");

        assertThat(inbox.mails())
                .singleElement()
                .satisfies(
                        mail -> {
                            assertThat(mail.to())
                                    .containsExactly("nobody-knows-me@somewhere.example");
                            assertThat(mail.from()).isEqualTo("sender@demo.example");
                            assertThat(mail.subject()).isEqualTo("Bonjour");
                        });
    }

    @Test
    void showsTheMailOverImapWithAnyPassword() throws Exception {
        send("imap@somewhere.example");

        var session = Session.getInstance(new Properties());
        try (var store = session.getStore("imap")) {
            store.connect("127.0.0.1", imap, "imap@somewhere.example", "whatever");
            try (var folder = store.getFolder("INBOX")) {
                folder.open(Folder.READ_ONLY);

                assertThat(folder.getMessage(1).getSubject()).isEqualTo("Bonjour");
            }
        }
    }

    @Test
    void overImapOnlyTheNewestAreKept() throws Exception {
        for (int i = 0; i < 110; i++) {
            send("many@somewhere.example");
        }

        var session = Session.getInstance(new Properties());
        try (var store = session.getStore("imap")) {
            store.connect("127.0.0.1", imap, "many@somewhere.example", "whatever");
            try (var folder = store.getFolder("INBOX")) {
                folder.open(Folder.READ_ONLY);

                assertThat(folder.getMessageCount()).isEqualTo(100);
            }
        }
        assertThat(inbox.count()).isEqualTo(110);
    }

    @Test
    void refusesWhomItIsToldToRefuse() throws Exception {
        server.refuse("full@somewhere.example", "452 4.2.2 mailbox full");

        assertThatThrownBy(() -> send("full@somewhere.example"))
                .hasStackTraceContaining("452 4.2.2 mailbox full");
        assertThat(inbox.mails()).isEmpty();

        server.acceptAll();
        send("full@somewhere.example");
        assertThat(inbox.mails()).hasSize(1);
    }

    @Test
    void simulatesARefusalByTheNameOfTheRecipient() {
        assertThatThrownBy(() -> send("simulate-550@somewhere.example"))
                .hasStackTraceContaining("550 5.1.1");
        assertThatThrownBy(() -> send("simulate-451@somewhere.example"))
                .hasStackTraceContaining("451 4.1.1");
        assertThat(inbox.mails()).isEmpty();
    }

    @Test
    void goesAwayAndComesBackWithWhatItHad() throws Exception {
        send("before@somewhere.example");

        server.stop();
        assertThat(server.running()).isFalse();
        assertThatThrownBy(() -> send("during@somewhere.example"))
                .isInstanceOf(MessagingException.class);

        server.start();
        send("after@somewhere.example");
        assertThat(inbox.mails())
                .extracting(mail -> mail.to().getFirst())
                .containsExactly("after@somewhere.example", "before@somewhere.example");
    }

    private void send(String to) throws MessagingException {
        var properties = new Properties();
        properties.setProperty("mail.smtp.from", "sender@demo.example");
        properties.setProperty("mail.smtp.connectiontimeout", "5000");
        properties.setProperty("mail.smtp.timeout", "5000");
        var session = Session.getInstance(properties);
        var message =
                new MimeMessage(session, new ByteArrayInputStream(Samples.plain(to, "Bonjour")));
        try (var transport = session.getTransport("smtp")) {
            transport.connect("127.0.0.1", smtp, null, null);
            transport.sendMessage(message, new InternetAddress[] {new InternetAddress(to)});
        }
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
