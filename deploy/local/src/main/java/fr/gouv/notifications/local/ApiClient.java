package fr.gouv.notifications.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Speaks to the API as any client does: JSON over HTTP with a bearer token. */
public final class ApiClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TOKEN_KEPT = Duration.ofMinutes(3);
    private static final Duration UPLOAD = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final String base;
    private final Supplier<String> tokens;
    private @Nullable String token;
    private Instant tokenFrom = Instant.EPOCH;

    /**
     * @param tokens fetches a fresh token; an empty one means that none is sent
     */
    public ApiClient(String base, Supplier<String> tokens) {
        this.base = base;
        this.tokens = tokens;
    }

    /** What came back; the body is missing when it was no JSON. */
    public record Answer(String path, int status, JsonNode body, HttpHeaders headers) {

        /** The text at that path of the body, such as {@code template.slug}; empty when absent. */
        public String text(String path) {
            return body.at("/" + path.replace('.', '/')).asText();
        }

        /** The body, when the status is the one that was expected. */
        JsonNode expect(int expected, String purpose) {
            if (status != expected) {
                throw unexpected(purpose);
            }
            return body;
        }

        /** That the API would not do this, in words. */
        StackException unexpected(String purpose) {
            return new StackException(
                    "The API would not %s: %s answered %d%s"
                            .formatted(
                                    purpose,
                                    path,
                                    status,
                                    body.isMissingNode() ? "." : ": " + body));
        }
    }

    public Answer get(String path) {
        return send(path, request(path).GET());
    }

    public Answer post(String path, Object body) {
        return send(path, request(path).POST(HttpRequest.BodyPublishers.ofString(json(body))));
    }

    /** Posts what may be sent again without harm: the key says that it is the same request. */
    public Answer post(String path, Object body, String idempotencyKey) {
        return send(
                path,
                request(path)
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(HttpRequest.BodyPublishers.ofString(json(body))));
    }

    public Answer put(String path, Object body) {
        return send(path, request(path).PUT(HttpRequest.BodyPublishers.ofString(json(body))));
    }

    public Answer delete(String path) {
        return send(path, request(path).DELETE());
    }

    public Answer delete(String path, Object body) {
        return send(
                path,
                request(path).method("DELETE", HttpRequest.BodyPublishers.ofString(json(body))));
    }

    /** Sends a body as it is, however wrong. */
    public Answer postRaw(String path, byte[] body) {
        return send(path, request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Sends a form with a file under its own name. It is read while it is sent. */
    public Answer postFile(String path, Path file, Map<String, ?> fields) {
        try {
            var form = FileForm.of(file, String.valueOf(file.getFileName()), fields);
            return send(
                    path,
                    request(path)
                            .timeout(UPLOAD)
                            .setHeader("Content-Type", form.contentType())
                            .POST(form.body()));
        } catch (FileNotFoundException e) {
            throw new StackException("There is no file %s.".formatted(file), e);
        }
    }

    /** What is at that path, which is no JSON. */
    public String download(String path) {
        return new String(bytes(path, request(path).GET()).body(), UTF_8);
    }

    /** The token that is sent now. */
    public synchronized String token() {
        var now = Instant.now();
        if (token == null || Duration.between(tokenFrom, now).compareTo(TOKEN_KEPT) > 0) {
            token = tokens.get();
            tokenFrom = now;
        }
        return token;
    }

    private HttpRequest.Builder request(String path) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json");
        var bearer = token();
        return bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer);
    }

    private Answer send(String path, HttpRequest.Builder request) {
        var answer = bytes(path, request);
        return new Answer(path, answer.statusCode(), parsed(answer.body()), answer.headers());
    }

    private HttpResponse<byte[]> bytes(String path, HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new StackException("The API does not answer at %s%s.".formatted(base, path), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Waiting for the API was interrupted.", e);
        }
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (IOException _) {
            return MissingNode.getInstance();
        }
    }

    private static String json(Object body) {
        try {
            return body instanceof String text ? text : JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON", e);
        }
    }
}
