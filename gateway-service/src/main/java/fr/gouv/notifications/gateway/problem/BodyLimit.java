package fr.gouv.notifications.gateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/**
 * How large a body may be. One that says it is larger is refused before a byte of it is read; one
 * that does not say its length, by its reader, which goes no further than the limit.
 */
@ApplicationScoped
class BodyLimit {

    private static final int USUAL = 256 * 1024;

    /** Paths that read more than the usual; the server's own limit must stay above all of them. */
    private static final Map<String, Integer> LARGER =
            Map.of(
                    "/v1/attachments", 11 * 1024 * 1024,
                    "/v1/batches", 51 * 1024 * 1024,
                    "/v1/notifications/batch", 8 * 1024 * 1024);

    /** What is read at most of a body that does not say its length, before its reader refuses it. */
    private static final long UNSAID = 1024 * 1024;

    /** How long what is too large goes on being read, and forgotten. */
    private static final long LISTENS_ON_MILLIS = 5_000;

    /** Before the server's own limit, whose answer has no words. */
    private static final int EARLY = 1_000;

    /** After the server has noted its own limit for a body that does not say its length. */
    private static final int LATE = 1;

    private final ObjectMapper json;
    private final Refusals refusals;

    BodyLimit(ObjectMapper json, Refusals refusals) {
        this.json = json;
        this.refusals = refusals;
    }

    /** The most bytes that are read of a body sent to that path. */
    static int of(String path) {
        return LARGER.getOrDefault(path, USUAL);
    }

    static Problem tooLarge(String path) {
        return Problem.of(
                413,
                "too-large",
                "The body is too large",
                "at most " + inWords(of(path)) + " are read in one request: shorten it");
    }

    private static String inWords(int bytes) {
        var kibibytes = bytes / 1024;
        return kibibytes < 1024 ? kibibytes + " KiB" : kibibytes / 1024 + " MiB";
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, EARLY);
        filters.register(BodyLimit::narrow, LATE);
    }

    private void check(RoutingContext request) {
        var path = request.normalizedPath();
        if (length(request) <= of(path)) {
            request.next();
            return;
        }
        refusals.count(tooLarge(path));
        request.response()
                .setStatusCode(413)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(text(tooLarge(path)))
                .onComplete(_ -> hangUp(request));
    }

    /**
     * Not before the client has sent all, or has had the time to read the answer: to a connection that is
     * closed while it still writes it hears of a broken pipe, and of nothing else (RFC 9112, section 9.6).
     */
    private static void hangUp(RoutingContext request) {
        var body = request.request();
        if (body.isEnded()) {
            body.connection().close();
            return;
        }
        var vertx = request.vertx();
        var patience = vertx.setTimer(LISTENS_ON_MILLIS, _ -> body.connection().close());
        body.handler(_ -> {})
                .endHandler(
                        _ -> {
                            vertx.cancelTimer(patience);
                            body.connection().close();
                        })
                .resume();
    }

    /** The server's own limit is that of the largest path. */
    private static void narrow(RoutingContext request) {
        if (request.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY) != null) {
            request.put(
                    VertxHttpRecorder.MAX_REQUEST_SIZE_KEY,
                    Math.max(UNSAID, of(request.normalizedPath()) * 3L / 2));
        }
        request.next();
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always JSON", e);
        }
    }

    private static long length(RoutingContext request) {
        var length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
