package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Posts notifications over a fixed number of kept-open HTTP/1.1 connections. Written by hand so that
 * the generator takes as little as possible of the processor that it shares with what it measures.
 */
final class LoadGenerator {

    private final URI target;
    private final String headers;
    private final Map<String, Long> acceptedAt = new ConcurrentHashMap<>();
    private final Queue<Long> waits = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();

    LoadGenerator(String apiUrl, String token) {
        this.target = URI.create(apiUrl + "/v1/notifications");
        this.headers =
                """
                POST %s HTTP/1.1
                Host: %s
                Authorization: Bearer %s
                Content-Type: application/json
                Content-Length: \
                """
                        .formatted(target.getPath(), target.getAuthority(), token)
                        .replace("\n", "\r\n");
    }

    /** When the answer to each accepted notification came, by id. */
    Map<String, Long> acceptedAt() {
        return acceptedAt;
    }

    /** How long each answer took, in nanoseconds; in a paced run from when it should have left. */
    Queue<Long> waits() {
        return waits;
    }

    /** Answers other than 201. */
    int refused() {
        return refused.get();
    }

    /** Connections that ended before their answer: nobody knows whether the request was accepted. */
    int broken() {
        return broken.get();
    }

    /**
     * Posts {@code count} bodies.
     *
     * @param perSecond how many leave in a second; 0 for as many as the connections carry
     */
    void run(int count, int connections, int perSecond, IntFunction<String> body) {
        var next = new AtomicInteger();
        var start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            for (var n = 0; n < connections; n++) {
                threads.execute(() -> post(next, count, perSecond, start, body));
            }
        }
    }

    private void post(
            AtomicInteger next, int count, int perSecond, long start, IntFunction<String> body) {
        while (next.get() < count) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(target.getHost(), target.getPort()), 5_000);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(60_000);
                var in = new BufferedInputStream(socket.getInputStream(), 8_192);
                var out = socket.getOutputStream();
                for (var index = next.getAndIncrement();
                        index < count;
                        index = next.getAndIncrement()) {
                    var request = request(body.apply(index));
                    var due =
                            perSecond == 0
                                    ? System.nanoTime()
                                    : start + index * 1_000_000_000L / perSecond;
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    out.write(request);
                    out.flush();
                    var answer = read(in);
                    var now = System.nanoTime();
                    if (answer.status() == 201) {
                        waits.add(now - due);
                        acceptedAt.put(idIn(answer.body()), now);
                    } else {
                        refused.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                broken.incrementAndGet();
            }
        }
    }

    private byte[] request(String body) {
        var content = body.getBytes(UTF_8);
        var head = (headers + content.length + "\r\n\r\n").getBytes(ISO_8859_1);
        var request = new byte[head.length + content.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(content, 0, request, head.length, content.length);
        return request;
    }

    private record HttpAnswer(int status, String body) {}

    private static HttpAnswer read(InputStream in) throws IOException {
        var status = Integer.parseInt(line(in).substring(9, 12));
        var length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return new HttpAnswer(status, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder(80);
        while (true) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
    }

    private static String idIn(String body) {
        var start = body.indexOf("\"id\":\"") + 6;
        return body.substring(start, start + 36);
    }
}
