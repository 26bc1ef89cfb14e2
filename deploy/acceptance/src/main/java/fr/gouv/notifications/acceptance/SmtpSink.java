package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
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

/**
 * A mail server that takes everything, keeps nothing but when each Message-ID came, and costs next
 * to nothing: the end of the line in a load measurement.
 */
final class SmtpSink implements AutoCloseable {

    private static final byte[] MESSAGE_ID = "message-id:".getBytes(ISO_8859_1);

    private final ServerSocket server;
    private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();

    /**
     * When a message came.
     *
     * @param at {@link System#nanoTime()} of the first arrival
     * @param times how often it came
     */
    record Arrival(long at, int times) {

        private static final Arrival NONE = new Arrival(0, 0);
    }

    SmtpSink() {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the sink", e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** When and how often that message came; never, when it has not. */
    Arrival arrival(String id) {
        return arrivals.getOrDefault(id, Arrival.NONE);
    }

    long bytes() {
        return bytes.sum();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                client.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> converse(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void converse(Socket client) {
        try (client;
                var in = new BufferedInputStream(client.getInputStream(), 16_384);
                var out = client.getOutputStream()) {
            var line = new byte[2_000];
            answer(out, "220 sink ESMTP");
            while (true) {
                var length = readLine(in, line);
                if (length < 0) {
                    return;
                }
                var verb =
                        new String(line, 0, Math.min(4, length), ISO_8859_1)
                                .toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> answer(out, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME");
                    case "DATA" -> {
                        answer(out, "354 go on");
                        receive(in, line);
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

    private void receive(InputStream in, byte[] line) throws IOException {
        var id = "";
        var total = 0L;
        while (true) {
            var length = readLine(in, line);
            if (length < 0) {
                throw new IOException("cut off in the middle of a message");
            }
            total += length + 2;
            if (length == 1 && line[0] == '.') {
                break;
            }
            if (id.isEmpty() && startsWithMessageId(line, length)) {
                id =
                        localPart(
                                new String(
                                        line,
                                        MESSAGE_ID.length,
                                        length - MESSAGE_ID.length,
                                        ISO_8859_1));
            }
        }
        bytes.add(total);
        var now = System.nanoTime();
        arrivals.merge(id, new Arrival(now, 1), (old, _) -> new Arrival(old.at(), old.times() + 1));
    }

    private static String localPart(String messageId) {
        var text = messageId.strip();
        var end = text.indexOf('@');
        return end < 0 ? text : text.substring(text.startsWith("<") ? 1 : 0, end);
    }

    private static boolean startsWithMessageId(byte[] line, int length) {
        if (length < MESSAGE_ID.length) {
            return false;
        }
        for (var i = 0; i < MESSAGE_ID.length; i++) {
            if ((line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 32 : line[i]) != MESSAGE_ID[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads up to the line break, which is not kept; what is longer than the buffer is skipped. */
    private static int readLine(InputStream in, byte[] line) throws IOException {
        var length = 0;
        while (true) {
            var next = in.read();
            if (next < 0) {
                return -1;
            }
            if (next == '\n') {
                return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            }
            if (length < line.length) {
                line[length++] = (byte) next;
            }
        }
    }

    private static void answer(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(ISO_8859_1));
        out.flush();
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
