package fr.gouv.notifications.preferences;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.gouv.notifications.eventing.DataKeys.Erased;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Plays the gateway that gives out data keys, and the identity provider that gives out our token; and
 * puts the secrets of the service into files.
 */
public class GatewayStub implements QuarkusTestResourceLifecycleManager {

    /** A service whose key cannot be had at the first few calls. */
    public static final String HARD_TO_REACH = "hard-to-reach";

    private static final int FAILURES = 4;
    private static final String TOKEN = "token-of-preferences";

    private final AtomicInteger failures = new AtomicInteger();
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            var started =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server = started;
            started.createContext("/token", GatewayStub::token);
            started.createContext("/internal/data-keys/", this::dataKey);
            started.start();
            return Map.of(
                    "GATEWAY_URL",
                    "http://127.0.0.1:" + started.getAddress().getPort(),
                    "CONTACT_KEY_FILE",
                    secret("a contact key of 32 bytes-------").toString(),
                    "DIGEST_PEPPER_FILE",
                    secret("a pepper of exactly 32 bytes----").toString());
        } catch (IOException e) {
            throw new UncheckedIOException("the stub did not start", e);
        }
    }

    private static Path secret(String text) throws IOException {
        var file = Files.createTempFile("preferences-test", ".secret");
        file.toFile().deleteOnExit();
        return Files.writeString(file, Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    }

    private static void token(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":300}"
                        .formatted(TOKEN));
    }

    private void dataKey(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        var service = path[3];
        var day = path[4];
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "");
        } else if (service.equals(HARD_TO_REACH) && failures.getAndIncrement() < FAILURES) {
            answer(exchange, 503, "");
        } else {
            try {
                var key = new FixedDataKeys().keyOf(service, LocalDate.parse(day));
                answer(
                        exchange,
                        200,
                        "{\"service\":\"%s\",\"day\":\"%s\",\"key\":\"%s\"}"
                                .formatted(service, day, Base64.getEncoder().encodeToString(key)));
            } catch (Erased _) {
                answer(exchange, 410, "");
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
