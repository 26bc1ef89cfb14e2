package fr.gouv.notifications.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Fetches access tokens as a program does, by client credentials. */
final class TokenClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final String tokenUrl;

    TokenClient(String tokenUrl) {
        this.tokenUrl = tokenUrl;
    }

    String token(String clientId, String clientSecret) {
        var request =
                HttpRequest.newBuilder(URI.create(tokenUrl))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "grant_type=client_credentials&client_id=%s&client_secret=%s"
                                                .formatted(
                                                        encoded(clientId), encoded(clientSecret))))
                        .build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new StackException(
                        "Keycloak gave %s no token: it answered %d."
                                .formatted(clientId, answer.statusCode()));
            }
            return JSON.readTree(answer.body()).path("access_token").asText();
        } catch (IOException away) {
            throw new StackException("Keycloak does not answer at %s.".formatted(tokenUrl), away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StackException("Waiting for a token was interrupted.", stopped);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
