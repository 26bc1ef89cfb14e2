package fr.gouv.notifications.local.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The inbox on the web: pages for people under {@code /}, JSON for programs under {@code /api}.
 *
 * <p>A mail may be hostile. Nothing of it is ever part of a page unescaped; its HTML is shown only
 * in a frame without scripts, without forms, without the network; and its files are only ever
 * downloaded. Requests that name another host or come from another site are refused, so that a web
 * page elsewhere cannot read or empty the box.
 */
public final class InboxServer {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Instant.class, new ToStringSerializer()))
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                    .build();

    /** Pages run no script at all, their own included. */
    private static final String PAGE_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Set<String> PICTURES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private static final Pattern ONE = Pattern.compile("/mails/([0-9]{1,15})");
    private static final Pattern HTML = Pattern.compile("/mails/([0-9]{1,15})/html");
    private static final Pattern SOURCE = Pattern.compile("/mails/([0-9]{1,15})/source");
    private static final Pattern FILE =
            Pattern.compile("/mails/([0-9]{1,15})/attachments/([0-9]{1,4})");
    private static final Pattern PICTURE =
            Pattern.compile("/mails/([0-9]{1,15})/pictures/([0-9]{1,4})");
    private static final Pattern API_ONE = Pattern.compile("/api/mails/([0-9]{1,15})");

    private static final int USUAL_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1000;

    private final int port;
    private final Inbox inbox;
    private final InboxPages pages;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    public InboxServer(int port, Inbox inbox) {
        this.port = port;
        this.inbox = inbox;
        pages = new InboxPages(inbox);
    }

    /** Begins to answer. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        try {
            var fresh =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            threads = Executors.newVirtualThreadPerTaskExecutor();
            fresh.setExecutor(threads);
            fresh.createContext("/", this::answer);
            fresh.start();
            server = fresh;
        } catch (IOException taken) {
            throw new UncheckedIOException(
                    "the inbox page cannot listen on port %d".formatted(port), taken);
        }
    }

    /** Answers no more. */
    public synchronized void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
        if (threads != null) {
            threads.close();
            threads = null;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, decide(exchange));
        } catch (RuntimeException unexpected) {
            send(
                    exchange,
                    Answer.page(
                            500,
                            pages.problem(
                                    "Cette page n'a pas pu être préparée",
                                    "Le détail est dans le journal de la plateforme locale.")));
            throw unexpected;
        }
    }

    private Answer decide(HttpExchange exchange) {
        if (!isForUs(exchange)) {
            return Answer.page(
                    403,
                    pages.problem(
                            "Accès refusé",
                            "Cette boîte ne répond qu'à son adresse locale, et à ses propres pages."));
        }
        var path = exchange.getRequestURI().getPath();
        var query = Query.of(exchange.getRequestURI().getRawQuery());
        return switch (exchange.getRequestMethod()) {
            case "GET", "HEAD" -> read(path, query, origin(exchange));
            case "POST" -> path.equals("/delete") ? emptied() : notFound();
            case "DELETE" -> path.equals("/api/mails") ? emptiedForPrograms() : notFound();
            default -> notFound();
        };
    }

    private Answer read(String path, Query query, String origin) {
        if (path.equals("/")) {
            return Answer.page(200, pages.list(query));
        }
        if (path.equals("/inbox.css")) {
            return new Answer(200, "text/css; charset=utf-8", resource("/inbox.css"), Map.of());
        }
        if (path.equals("/api/mails")) {
            return list(query);
        }
        return number(ONE, path)
                .flatMap(number -> one(number, query))
                .or(() -> number(HTML, path).flatMap(number -> html(number, origin)))
                .or(() -> number(SOURCE, path).flatMap(this::source))
                .or(() -> number(API_ONE, path).flatMap(this::oneForPrograms))
                .or(() -> file(path))
                .or(() -> picture(path))
                .orElseGet(this::notFound);
    }

    // --- For people ----------------------------------------------------------------------------

    private Optional<Answer> one(long number, Query query) {
        return inbox.find(number)
                .flatMap(
                        mail ->
                                inbox.content(number)
                                        .map(
                                                content ->
                                                        Answer.page(
                                                                200,
                                                                pages.mail(mail, content, query))));
    }

    private Optional<Answer> html(long number, String origin) {
        return inbox.content(number)
                .filter(content -> content.html() != null)
                .map(
                        content ->
                                new Answer(
                                        200,
                                        "text/html; charset=utf-8",
                                        MailFrame.of(number, content)
                                                .getBytes(StandardCharsets.UTF_8),
                                        Map.of("Content-Security-Policy", mailPolicy(origin))));
    }

    /** A mail may bring its style and its own pictures, and open links in a new window. */
    private static String mailPolicy(String origin) {
        return "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data: "
                + origin
                + "; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
    }

    private Optional<Answer> source(long number) {
        return inbox.source(number)
                .map(source -> new Answer(200, "text/plain; charset=utf-8", source, Map.of()));
    }

    private Optional<Answer> file(String path) {
        return attachment(FILE, path)
                .map(
                        file ->
                                new Answer(
                                        200,
                                        "application/octet-stream",
                                        file.content(),
                                        Map.of("Content-Disposition", download(file.name()))));
    }

    private Optional<Answer> picture(String path) {
        return attachment(PICTURE, path)
                .filter(file -> PICTURES.contains(file.type()))
                .map(file -> new Answer(200, file.type(), file.content(), Map.of()));
    }

    private Optional<MailContent.Attachment> attachment(Pattern form, String path) {
        var matcher = form.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var index = Integer.parseInt(matcher.group(2));
        return inbox.content(Long.parseLong(matcher.group(1)))
                .map(MailContent::attachments)
                .filter(files -> index < files.size())
                .map(files -> files.get(index));
    }

    /** The name goes out percent-encoded only: a quote or a line break in it does nothing. */
    private static String download(String name) {
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_')) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return "attachment; filename*=UTF-8''" + encoded;
    }

    private Answer emptied() {
        inbox.deleteAll();
        return new Answer(303, "text/plain; charset=utf-8", new byte[0], Map.of("Location", "/"));
    }

    private Answer notFound() {
        return Answer.page(
                404,
                pages.problem(
                        "Il n'y a rien à cette adresse",
                        "Le message a peut-être été supprimé depuis."));
    }

    // --- For programs --------------------------------------------------------------------------

    private Answer list(Query query) {
        var limit = query.number("limit").orElse(USUAL_LIMIT);
        var after = query.number("after").orElse(0);
        var matching =
                inbox.mails().stream()
                        .filter(mail -> mail.number() > after)
                        .filter(mail -> query.accepts(mail))
                        .toList();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("count", matching.size());
        answer.put("items", matching.stream().limit(Math.clamp(limit, 0, LARGEST_LIMIT)).toList());
        return json(200, answer);
    }

    private Optional<Answer> oneForPrograms(long number) {
        return inbox.find(number)
                .flatMap(
                        mail ->
                                inbox.content(number)
                                        .map(content -> json(200, described(mail, content))));
    }

    private static Map<String, @Nullable Object> described(Mail mail, MailContent content) {
        var answer = new LinkedHashMap<String, @Nullable Object>();
        answer.put("number", mail.number());
        answer.put("receivedAt", mail.receivedAt());
        answer.put("from", mail.from());
        answer.put("to", mail.to());
        answer.put("subject", mail.subject());
        answer.put("messageId", mail.messageId());
        answer.put("size", mail.size());
        answer.put("headers", content.headers());
        answer.put("text", content.text());
        answer.put("html", content.html());
        var files = content.attachments();
        answer.put(
                "attachments",
                IntStream.range(0, files.size())
                        .mapToObj(
                                i ->
                                        Map.of(
                                                "name",
                                                files.get(i).name(),
                                                "type",
                                                files.get(i).type(),
                                                "size",
                                                files.get(i).size(),
                                                "url",
                                                "/mails/%d/attachments/%d"
                                                        .formatted(mail.number(), i)))
                        .toList());
        return answer;
    }

    private Answer emptiedForPrograms() {
        inbox.deleteAll();
        return json(200, Map.of("count", 0));
    }

    private static Answer json(int status, Map<String, ? extends @Nullable Object> value) {
        try {
            return new Answer(status, "application/json", JSON.writeValueAsBytes(value), Map.of());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    // --- HTTP ----------------------------------------------------------------------------------

    /** An answer before it is sent. */
    private record Answer(int status, String type, ByteBuffer body, Map<String, String> headers) {

        Answer(int status, String type, byte[] body, Map<String, String> headers) {
            this(status, type, ByteBuffer.wrap(body), headers);
        }

        static Answer page(int status, String html) {
            return new Answer(
                    status,
                    "text/html; charset=utf-8",
                    html.getBytes(StandardCharsets.UTF_8),
                    Map.of("Content-Security-Policy", PAGE_POLICY));
        }
    }

    /** Neither a foreign host name that resolves to this machine nor a foreign site's request. */
    private static boolean isForUs(HttpExchange exchange) {
        var port = exchange.getLocalAddress().getPort();
        var host = exchange.getRequestHeaders().getFirst("Host");
        var ours = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        if (host == null || !ours.contains(host.toLowerCase(Locale.ROOT))) {
            return false;
        }
        if (Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            return true;
        }
        var site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        var origin = exchange.getRequestHeaders().getFirst("Origin");
        return (site == null || site.equals("same-origin"))
                && (origin == null || origin.equals("http://" + host));
    }

    private static String origin(HttpExchange exchange) {
        return "http://" + exchange.getRequestHeaders().getFirst("Host");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        answer.headers().forEach(headers::set);
        var length = answer.body().remaining();
        var isSilent = exchange.getRequestMethod().equals("HEAD") || length == 0;
        exchange.sendResponseHeaders(answer.status(), isSilent ? -1 : length);
        if (!isSilent) {
            exchange.getResponseBody().write(answer.body().array());
        }
    }

    private static Optional<Long> number(Pattern form, String path) {
        var matcher = form.matcher(path);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    private static byte[] resource(String name) {
        try (var file = InboxServer.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
