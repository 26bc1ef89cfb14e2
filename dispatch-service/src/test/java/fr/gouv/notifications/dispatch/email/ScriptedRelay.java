package fr.gouv.notifications.dispatch.email;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A real SMTP server on a free port that does as it is told: refuses, hangs or hangs up at any verb,
 * for everybody or for one recipient, once or always. Otherwise it takes every message.
 */
public final class ScriptedRelay implements AutoCloseable {

    /** Says nothing until the server is closed. */
    public static final String HANG = "hang";

    /** Closes the connection instead of an answer. */
    public static final String DROP = "drop";

    /** Takes the message and closes the connection instead of an answer. */
    public static final String TAKE_AND_DROP = "take-and-drop";

    /** Answers with the usual words, but only when the next command is here already. */
    public static final String LATER = "later";

    private final ServerSocket server;
    private final Thread accepting;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Collection<Mail> mails = new ConcurrentLinkedQueue<>();
    private final Collection<String> lines = new ConcurrentLinkedQueue<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean pipelining;
    private volatile boolean dsn;
    private volatile int cutAfter = Integer.MAX_VALUE;
    private volatile @Nullable SSLContext certificate;

    public ScriptedRelay() {
        this(0);
    }

    public ScriptedRelay(int port) {
        try {
            server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        accepting = Thread.ofPlatform().daemon().start(this::accept);
    }

    /** A mail as it was taken: the envelope's recipient, and the content without dot-stuffing. */
    public record Mail(String recipient, String content) {}

    /** Announces that commands may come before the answers to those before them. */
    public ScriptedRelay pipelining() {
        pipelining = true;
        return this;
    }

    /** Offers delivery reports on wish (RFC 3461). */
    public ScriptedRelay reporting() {
        dsn = true;
        return this;
    }

    /** Breaks off after so many lines of any content. */
    public ScriptedRelay cutsContentAfter(int lines) {
        cutAfter = lines;
        return this;
    }

    /** Offers STARTTLS, and shows this certificate. */
    public ScriptedRelay secured(SSLContext with) {
        certificate = with;
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    public List<Mail> mailsFor(String recipient) {
        return mails.stream().filter(mail -> mail.recipient().equals(recipient)).toList();
    }

    /** Every command line that was received, without the content. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    public int connections() {
        return connections.get();
    }

    /** Answers this verb so, once. {@code .} is the end of the content, {@code HI} the greeting. */
    public ScriptedRelay once(String verb, String answer) {
        rules.add(new Rule(verb, null, answer, new AtomicInteger(1)));
        return this;
    }

    public ScriptedRelay always(String verb, String answer) {
        rules.add(new Rule(verb, null, answer, new AtomicInteger(Integer.MAX_VALUE)));
        return this;
    }

    public ScriptedRelay onceFor(String recipient, String verb, String answer) {
        rules.add(new Rule(verb, recipient, answer, new AtomicInteger(1)));
        return this;
    }

    public ScriptedRelay alwaysFor(String recipient, String verb, String answer) {
        rules.add(new Rule(verb, recipient, answer, new AtomicInteger(Integer.MAX_VALUE)));
        return this;
    }

    /** Takes every message again, and forgets those it took. */
    public void forget() {
        rules.clear();
        mails.clear();
        lines.clear();
        connections.set(0);
    }

    /** Closes all open connections, as a relay does that restarts. */
    public void hangUp() {
        for (var socket : sockets) {
            closeQuietly(socket);
        }
        sockets.clear();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        // Until it has left, the system may complete one more connection for it.
        try {
            accepting.join(Duration.ofSeconds(5));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        hangUp();
    }

    private record Rule(
            String verb, @Nullable String recipient, String answer, AtomicInteger times) {

        boolean takes(String spoken, String to) {
            return verb.equals(spoken)
                    && (recipient == null || recipient.equals(to))
                    && times.getAndUpdate(left -> left == 0 ? 0 : left - 1) > 0;
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException stopped) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            new Conversation(socket).hold();
        } catch (IOException goneAway) {
            // The client left: that is its right.
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private String answerTo(String verb, String recipient, String usual) {
        return rules.stream()
                .filter(rule -> rule.takes(verb, recipient))
                .findFirst()
                .map(Rule::answer)
                .orElse(usual);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is left to close.
        }
    }

    /** One connection: what was said last decides what may follow. */
    private final class Conversation {

        private Socket socket;
        private BufferedReader in;
        private OutputStream out;
        private String recipient = "";
        private boolean isAccepted;
        private boolean open = true;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            in = reader(socket);
            out = socket.getOutputStream();
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        private void secure(SSLContext context) throws IOException {
            var secured =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(socket, "127.0.0.1", socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            socket = secured;
            in = reader(secured);
            out = secured.getOutputStream();
        }

        void hold() throws IOException, InterruptedException {
            answer("HI", "220 relay.test ESMTP");
            for (var line = next(); open && line != null; line = next()) {
                lines.add(line);
                hear(line);
            }
        }

        private @Nullable String next() throws IOException {
            return open ? in.readLine() : null;
        }

        private void hear(String line) throws IOException, InterruptedException {
            var verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" ->
                        answer(
                                verb,
                                "250-relay.test\r\n"
                                        + (certificate != null ? "250-STARTTLS\r\n" : "")
                                        + (pipelining ? "250-PIPELINING\r\n" : "")
                                        + (dsn ? "250-DSN\r\n" : "")
                                        + "250-8BITMIME\r\n250 SIZE 1000000");
                case "RCPT" -> {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    isAccepted = answer(verb, "250 2.1.5 Ok").startsWith("250");
                }
                case "DATA" -> {
                    var usual = isAccepted ? "354 go on" : "554 5.5.1 no valid recipients";
                    if (answer(verb, usual).startsWith("354")) {
                        takeContent();
                    }
                    isAccepted = false;
                }
                case "STARTTLS" -> {
                    var context = certificate;
                    if (answer(verb, "220 go on").equals("220 go on") && context != null) {
                        secure(context);
                    }
                }
                case "QUIT" -> {
                    answer(verb, "221 2.0.0 Bye");
                    open = false;
                }
                default -> answer(verb, "250 2.0.0 Ok");
            }
        }

        private void takeContent() throws IOException, InterruptedException {
            var content = new StringBuilder();
            var count = 0;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (++count > cutAfter) {
                    open = false;
                    return;
                }
                if (line.equals(".")) {
                    endContent(content.toString());
                    return;
                }
                content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
        }

        private void endContent(String content) throws IOException, InterruptedException {
            var planned =
                    answerTo(
                            ".",
                            recipient,
                            "250 2.0.0 Ok: queued as 4XQ" + taken.getAndIncrement());
            if (planned.startsWith("250") || planned.equals(TAKE_AND_DROP)) {
                mails.add(new Mail(recipient, content));
            }
            say(planned);
        }

        private String answer(String verb, String usual) throws IOException, InterruptedException {
            var planned = answerTo(verb, recipient, usual);
            if (planned.equals(LATER)) {
                in.mark(1);
                var _ = in.read();
                in.reset();
                planned = usual;
            }
            say(planned);
            return planned;
        }

        private void say(String planned) throws IOException, InterruptedException {
            switch (planned) {
                case HANG -> {
                    closed.await();
                    open = false;
                }
                case DROP, TAKE_AND_DROP -> open = false;
                default -> {
                    out.write((planned + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    open = open && !planned.startsWith("421");
                }
            }
        }
    }
}
