package fr.gouv.notifications.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Speaks to the platform's API as any client does. */
final class ApiClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final String baseUrl;

    ApiClient(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** What the API answered. */
    record Answer(String path, int status, JsonNode body) {

        JsonNode expect(int expected, String purpose) {
            if (status != expected) {
                throw unexpected(purpose);
            }
            return body;
        }

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

    Answer get(String path, String token) {
        return send(path, token, request -> request.GET());
    }

    Answer post(String path, String token, Map<String, ?> body) {
        return send(
                path,
                token,
                request ->
                        body.isEmpty()
                                ? request.POST(HttpRequest.BodyPublishers.noBody())
                                : request.POST(json(body)));
    }

    Answer put(String path, String token, Map<String, ?> body) {
        return send(path, token, request -> request.PUT(json(body)));
    }

    private static HttpRequest.BodyPublisher json(Map<String, ?> body) {
        try {
            return HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of strings is always JSON", impossible);
        }
    }

    private Answer send(String path, String token, UnaryOperator<HttpRequest.Builder> method) {
        var request =
                method.apply(
                                HttpRequest.newBuilder(URI.create(baseUrl + path))
                                        .timeout(Duration.ofSeconds(30))
                                        .header("Authorization", "Bearer " + token)
                                        .header("Content-Type", "application/json"))
                        .build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(path, answer.statusCode(), parsed(answer.body()));
        } catch (IOException away) {
            throw new StackException(
                    "The API does not answer at %s%s.".formatted(baseUrl, path), away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StackException("Waiting for the API was interrupted.", stopped);
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }
}
