package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * A mail server that takes everything, keeps nothing but when each Message-ID came and for whom, and
 * costs next to nothing: the end of the line in a load measurement.
 */
public final class SmtpSink implements AutoCloseable {

    private static final String RCPT_TO = "RCPT TO:";
    private static final byte[] MESSAGE_ID = "message-id:".getBytes(ISO_8859_1);

    private final ServerSocket server;
    private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();
    private final Map<String, Arrival> byRecipient = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
    private volatile Manner manner = Manner.TAKES;

    /** How it behaves towards those who bring mail. */
    public enum Manner {
        /** Takes everything. */
        TAKES,
        /** Says 421 and hangs up. */
        REFUSES,
        /** Takes the message and never says so. */
        HANGS,
        /** Says 451 to each recipient: not now. */
        DEFERS,
        /** Says 550 to each recipient: there is no such mailbox. */
        BOUNCES
    }

    /**
     * When a message came.
     *
     * @param at {@link System#nanoTime()} of the first arrival
     * @param times how often it came
     */
    public record Arrival(long at, int times) {

        private static final Arrival NONE = new Arrival(0, 0);
    }

    public SmtpSink() {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the sink", e);
        }
        Thread.ofPlatform().daemon().name("sink-door").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on it behaves so, in open sessions too. */
    public void behave(Manner now) {
        manner = now;
    }

    /** When and how often each message came, by its id. */
    public Map<String, Arrival> arrivals() {
        return Map.copyOf(arrivals);
    }

    /** When and how often that message came; never, when it has not. */
    public Arrival arrival(String id) {
        return arrivals.getOrDefault(id, Arrival.NONE);
    }

    /** When and how often mail came for the address that has this before its at sign. */
    public Arrival arrivalFor(String recipient) {
        return byRecipient.getOrDefault(recipient, Arrival.NONE);
    }

    /** How often each message came. */
    public Map<String, Integer> timesById() {
        return arrivals.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().times()));
    }

    /** How many bytes of messages came. */
    public long bytes() {
        return bytes.sum();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                client.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().name("sink").start(() -> converse(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void converse(Socket client) {
        try (client;
                var out = new BufferedOutputStream(client.getOutputStream())) {
            var lines = new Lines(client.getInputStream(), out);
            if (manner == Manner.REFUSES) {
                answer(out, "421 4.3.2 not now");
                return;
            }
            answer(out, "220 sink ESMTP");
            var recipient = "";
            while (lines.next()) {
                var now = manner;
                if (now == Manner.REFUSES) {
                    answer(out, "421 4.3.2 not now");
                    return;
                }
                switch (lines.verb()) {
                    case "EHLO" -> answer(out, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME");
                    case "RCPT" -> {
                        var taken = now != Manner.DEFERS && now != Manner.BOUNCES;
                        recipient = taken ? localPart(lines.after(RCPT_TO.length())) : "";
                        answer(out, taken ? "250 2.1.5 ok" : refusal(now));
                    }
                    case "DATA" -> {
                        if (recipient.isEmpty()) {
                            answer(out, "503 5.5.1 no recipient");
                            continue;
                        }
                        answer(out, "354 go on");
                        receive(lines, recipient);
                        if (now == Manner.HANGS) {
                            // Whoever waits gives up at last, and closes.
                            lines.next();
                            return;
                        }
                        answer(out, "250 2.0.0 taken");
                    }
                    case "QUIT" -> {
                        answer(out, "221 bye");
                        return;
                    }
                    default -> answer(out, "250 2.0.0 ok");
                }
            }
        } catch (IOException e) {
            // The other side went away; what was not acknowledged will come again.
            return;
        }
    }

    private static String refusal(Manner manner) {
        return manner == Manner.BOUNCES
                ? "550 5.1.1 no such mailbox"
                : "451 4.3.0 the mailbox is busy";
    }

    private void receive(Lines lines, String recipient) throws IOException {
        var id = "";
        var total = 0L;
        while (true) {
            if (!lines.next()) {
                throw new IOException("cut off in the middle of a message");
            }
            total += lines.length() + 2;
            if (lines.isEnd()) {
                break;
            }
            if (id.isEmpty() && lines.startsWith(MESSAGE_ID)) {
                id = localPart(lines.after(MESSAGE_ID.length));
            }
        }
        bytes.add(total);
        var now = System.nanoTime();
        note(arrivals, id, now);
        note(byRecipient, recipient, now);
    }

    private static void note(Map<String, Arrival> arrivals, String key, long now) {
        arrivals.merge(
                key, new Arrival(now, 1), (old, _) -> new Arrival(old.at(), old.times() + 1));
    }

    /** What stands before the at sign of a Message-ID or an address. */
    private static String localPart(String inBrackets) {
        var text = inBrackets.strip();
        var end = text.indexOf('@');
        return end < 0 ? text : text.substring(text.startsWith("<") ? 1 : 0, end);
    }

    /** Lines as they come, looked at where they lie: a byte at a time would cost the most of all. */
    private static final class Lines {

        private static final int ROOM = 65_536;

        private final InputStream in;
        private final OutputStream answers;
        private final byte[] buffer = new byte[ROOM];
        private int start;
        private int length;
        private int next;
        private int filled;

        /**
         * @param answers what was said so far is sent before a wait: commands that came together are
         *     answered together (RFC 2920, 3.2)
         */
        Lines(InputStream in, OutputStream answers) {
            this.in = in;
            this.answers = answers;
        }

        /** Goes to the next line; {@code false} at the end of the stream. */
        boolean next() throws IOException {
            var scanned = next;
            while (true) {
                for (; scanned < filled; scanned++) {
                    if (buffer[scanned] == '\n') {
                        start = next;
                        length = scanned - start;
                        if (length > 0 && buffer[scanned - 1] == '\r') {
                            length--;
                        }
                        next = scanned + 1;
                        return true;
                    }
                }
                if (next > 0) {
                    System.arraycopy(buffer, next, buffer, 0, filled - next);
                    scanned -= next;
                    filled -= next;
                    next = 0;
                }
                if (filled == buffer.length) {
                    throw new IOException("a line of more than %d bytes".formatted(ROOM));
                }
                answers.flush();
                var read = in.read(buffer, filled, buffer.length - filled);
                if (read < 0) {
                    return false;
                }
                filled += read;
            }
        }

        int length() {
            return length;
        }

        String verb() {
            return new String(buffer, start, Math.min(4, length), ISO_8859_1)
                    .toUpperCase(Locale.ROOT);
        }

        boolean isEnd() {
            return length == 1 && buffer[start] == '.';
        }

        /** Whether the line starts with this word, which is in lower case. */
        boolean startsWith(byte[] word) {
            if (length < word.length) {
                return false;
            }
            for (var i = 0; i < word.length; i++) {
                var letter = buffer[start + i];
                if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != word[i]) {
                    return false;
                }
            }
            return true;
        }

        String after(int prefix) {
            return new String(buffer, start + prefix, length - prefix, ISO_8859_1);
        }
    }

    private static void answer(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(ISO_8859_1));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
