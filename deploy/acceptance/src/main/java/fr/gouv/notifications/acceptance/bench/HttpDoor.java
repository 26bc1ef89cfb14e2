package fr.gouv.notifications.acceptance.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts notifications over a fixed number of kept-open HTTP/1.1 connections. Written by hand so that
 * the generator takes as little as possible of the processor that it shares with what it measures.
 */
final class HttpDoor extends Door {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YES = "\"status\":201";

    private final List<URI> gateways;
    private final String token;
    private final int size;

    /**
     * @param gateways connections are spread over them
     * @param size how many notifications a request carries; 1 for requests of a single one
     */
    HttpDoor(List<String> gateways, String token, int size) {
        var path = size == 1 ? "/v1/notifications" : "/v1/notifications/batch";
        this.gateways = gateways.stream().map(url -> URI.create(url + path)).toList();
        this.token = token;
        this.size = size;
    }

    @Override
    void send(Load load) {
        var next = new AtomicInteger();
        var start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(load.connections())) {
            for (var n = 0; n < load.connections(); n++) {
                var gateway = gateways.get(n % gateways.size());
                threads.execute(() -> post(gateway, next, start, load));
            }
        }
    }

    private void post(URI gateway, AtomicInteger next, long start, Load load) {
        var headers = headers(gateway);
        while (load.goesOn(next.get())) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), 5_000);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(60_000);
                var in = new BufferedInputStream(socket.getInputStream(), 8_192);
                var out = socket.getOutputStream();
                for (var first = next.getAndAdd(size);
                        load.goesOn(first);
                        first = next.getAndAdd(size)) {
                    var end = Math.min(first + size, load.count());
                    var request = request(headers, body(load, first, end));
                    var due = load.await(first, start);
                    out.write(request);
                    out.flush();
                    var answer = read(in);
                    var now = System.nanoTime();
                    waits().add(now - due);
                    note(load, first, end, answer, now);
                }
            } catch (IOException e) {
                breakOff();
            }
        }
    }

    private String body(Load load, int first, int end) {
        if (size == 1) {
            return "{\"template\":\"%s\",%s}".formatted(load.template(), load.fields(first));
        }
        var body = new StringBuilder(64 + (end - first) * 160);
        body.append("{\"common\":{\"template\":\"")
                .append(load.template())
                .append("\"},\"items\":[");
        for (var index = first; index < end; index++) {
            body.append(index == first ? "{" : ",{").append(load.fields(index)).append('}');
        }
        return body.append("]}").toString();
    }

    private void note(Load load, int first, int end, HttpAnswer answer, long now)
            throws IOException {
        if (size == 1 && answer.status() == 201) {
            accept(load, first, now);
        } else if (size > 1 && answer.status() == 200) {
            // Looking for the words is enough as long as all were accepted.
            var all = answer.body().split(YES, -1).length - 1 == end - first;
            var items = all ? null : JSON.readTree(answer.body()).path("items");
            for (var index = first; index < end; index++) {
                if (items == null || items.path(index - first).path("status").asInt() == 201) {
                    accept(load, index, now);
                } else {
                    refuse(1);
                }
            }
        } else {
            refuse(end - first);
        }
    }

    private String headers(URI gateway) {
        return """
        POST %s HTTP/1.1
        Host: %s
        Authorization: Bearer %s
        Content-Type: application/json
        Content-Length: \
        """
                .formatted(gateway.getPath(), gateway.getAuthority(), token)
                .replace("\n", "\r\n");
    }

    private static byte[] request(String headers, String body) {
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
        var chunked = false;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var known = header.toLowerCase(Locale.ROOT);
            if (known.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            chunked |= known.startsWith("transfer-encoding:") && known.endsWith("chunked");
        }
        return new HttpAnswer(
                status, new String(chunked ? chunks(in) : in.readNBytes(length), UTF_8));
    }

    /** RFC 9112, section 7.1; nobody sends extensions or trailers here. */
    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream(65_536);
        for (var length = Integer.parseInt(line(in), 16);
                length > 0;
                length = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(length));
            line(in);
        }
        line(in);
        return body.toByteArray();
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
}
