package fr.gouv.notifications.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the API over HTTP. What the platform cannot do at the moment (503, or 429 for a minute at
 * most) is asked again a few times, after the pause it names.
 */
final class PlatformApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TRIES = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** Keycloak's tokens live for minutes; a batch can take longer. */
    private static final Duration TOKEN_IS_FRESH = Duration.ofSeconds(45);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Settings settings;
    private @Nullable String token;
    private long tokenSince;

    PlatformApi(Settings settings) {
        this.settings = settings;
    }

    /** What the API answered. */
    record Answer(int status, JsonNode body, String text, @Nullable Duration retryAfter) {

        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** The body of a success; otherwise fails with the problem in words. */
        JsonNode expectSuccess() {
            if (!isSuccess()) {
                throw new ClientFailure(Problems.inWords(status, body));
            }
            return body;
        }
    }

    Answer get(String path) {
        return send(path, "GET", BodyPublishers.noBody(), Map.of());
    }

    Answer post(String path, Object body, Map<String, String> headers) {
        return send(path, "POST", json(body), headers);
    }

    /** Posts a body of another type; sent once only, as it may be large. */
    Answer post(String path, BodyPublisher body, String contentType) {
        return once(path, "POST", body, Map.of("Content-Type", contentType));
    }

    private Answer send(
            String path, String method, BodyPublisher body, Map<String, String> headers) {
        var answer = once(path, method, body, headers);
        for (var tries = 1; tries < MOST_TRIES && mayComeBack(answer); tries++) {
            pause(answer.retryAfter());
            answer = once(path, method, body, headers);
        }
        return answer;
    }

    private static boolean mayComeBack(Answer answer) {
        if (answer.status() == 503) {
            return true;
        }
        // The limit of a minute is worth waiting for, that of a day is not.
        var pause = answer.retryAfter();
        return answer.status() == 429 && pause != null && pause.compareTo(A_MINUTE) <= 0;
    }

    private Answer once(
            String path, String method, BodyPublisher body, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(URI.create(settings.api() + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token())
                        .header("Accept", "application/json, application/problem+json, text/csv")
                        .method(method, body);
        if (method.equals("POST") && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        var answer = exchange(request.build(), "The API");
        return new Answer(
                answer.statusCode(),
                parsed(answer.body()),
                answer.body(),
                answer.headers()
                        .firstValue("Retry-After")
                        .filter(text -> text.matches("[0-9]{1,6}"))
                        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                        .orElse(null));
    }

    private String token() {
        if (settings.token() != null) {
            return settings.token();
        }
        var now = System.nanoTime();
        if (token == null || now - tokenSince > TOKEN_IS_FRESH.toNanos()) {
            token = freshToken();
            tokenSince = now;
        }
        return token;
    }

    private String freshToken() {
        var form =
                Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                String.valueOf(settings.clientId()),
                                "client_secret",
                                String.valueOf(settings.clientSecret()))
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&"));
        var answer =
                exchange(
                        HttpRequest.newBuilder(URI.create(String.valueOf(settings.tokenUrl())))
                                .timeout(PATIENCE)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form))
                                .build(),
                        "The identity provider");
        var fresh = parsed(answer.body()).path("access_token").asText();
        if (answer.statusCode() != 200 || fresh.isEmpty()) {
            throw new ClientFailure(
                    "The identity provider gave %s no token: it answered %d."
                            .formatted(settings.clientId(), answer.statusCode()));
        }
        return fresh;
    }

    private HttpResponse<String> exchange(HttpRequest request, String who) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException away) {
            throw new ClientFailure(
                    "%s does not answer at %s.".formatted(who, request.uri()), away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClientFailure("The wait was interrupted.", stopped);
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("maps of strings are always JSON", impossible);
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static void pause(@Nullable Duration wished) {
        var pause = wished == null ? Duration.ofSeconds(2) : wished;
        Pause.of(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
