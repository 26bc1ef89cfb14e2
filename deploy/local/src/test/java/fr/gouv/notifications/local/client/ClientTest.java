package fr.gouv.notifications.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.gouv.notifications.local.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTest {

    private static final String ACCEPTED =
            "{\"id\":\"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071\",\"status\":\"accepted\",\"sentence\":\"Accepté.\"}";

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Deque<Scripted> script = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();

    @TempDir private Path folder = Path.of("");
    private HttpServer server = aServer();

    private record Scripted(int status, String body, Map<String, String> headers) {}

    private record Asked(String path, Map<String, List<String>> headers, String body) {

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsWhatWasTyped() throws Exception {
        script.add(new Scripted(201, ACCEPTED, Map.of()));

        var code =
                run(
                        "send",
                        "--template",
                        "rdv",
                        "--to",
                        "zoe@exemple.fr",
                        "--to",
                        "+33639981234",
                        "--value",
                        "prénom=Zoé = Z",
                        "--value",
                        "pièces=une",
                        "--value",
                        "pièces=deux",
                        "--values",
                        "{\"urgent\":true}",
                        "--reference",
                        "dossier-42");

        assertThat(code).isZero();
        assertThat(asked.getFirst().path()).isEqualTo("/v1/notifications");
        assertThat(asked.getFirst().json())
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {"template":"rdv","to":{"email":"zoe@exemple.fr","phone":"+33639981234"},
                                        "values":{"urgent":true,"prénom":"Zoé = Z","pièces":["une","deux"]},
                                        "reference":"dossier-42"}"""));
        assertThat(said()).contains("019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071  accepted: Accepté.");
    }

    @Test
    void asksAgainWithTheSameKeyWhenThePlatformCannotNow() {
        script.add(new Scripted(503, "{}", Map.of("Retry-After", "0")));
        script.add(new Scripted(201, ACCEPTED, Map.of()));

        var code = run("send", "--template", "rdv", "--to", "zoe@exemple.fr");

        assertThat(code).isZero();
        assertThat(asked).hasSize(2);
        assertThat(asked.getFirst().headers().get("Idempotency-key"))
                .singleElement()
                .asString()
                .isNotBlank();
        assertThat(asked.getLast().headers().get("Idempotency-key"))
                .isEqualTo(asked.getFirst().headers().get("Idempotency-key"));
    }

    @Test
    void saysAllThatTheApiSaidAgainstIt() {
        script.add(
                new Scripted(
                        422,
                        """
                        {"title":"It cannot be accepted","status":422,"detail":"2 problems","errors":[
                        {"field":"to.email","problem":"holds two addresses","remedy":"send one"},
                        {"field":"lane","problem":"is no lane","remedy":"leave it out"}]}""",
                        Map.of()));

        var code = run("send", "--template", "rdv", "--to", "zoe@exemple.fr");

        assertThat(code).isEqualTo(1);
        assertThat(said())
                .contains("It cannot be accepted (422).")
                .contains("to.email holds two addresses: send one")
                .contains("lane is no lane: leave it out");
    }

    @Test
    void aMistypedCommandAsksNothing() {
        assertThat(run("send", "--template", "rdv", "--to", "zoe")).isEqualTo(1);
        assertThat(run("send", "--template", "rdv", "--to", "a@b.fr", "--to", "c@d.fr"))
                .isEqualTo(1);
        assertThat(run("send", "--template", "rdv", "--to", "a@b.fr", "--value", "prénom"))
                .isEqualTo(1);
        assertThat(run("send", "--template", "rdv", "--to", "a@b.fr", "--values", "[1]"))
                .isEqualTo(1);

        assertThat(asked).isEmpty();
        assertThat(said())
                .contains("\"zoe\" is neither an e-mail address nor a phone number")
                .contains("Two addresses for email")
                .contains("--value needs NAME=TEXT")
                .contains("--values needs a JSON object");
    }

    @Test
    void followsUntilTheEndAndTellsEachEventOnce() {
        var accepted = event("accepted", "Acceptée.");
        script.add(new Scripted(200, notification("in-progress", false, accepted), Map.of()));
        script.add(
                new Scripted(
                        200,
                        notification(
                                "undeliverable",
                                true,
                                accepted + "," + event("refused", "Refusée.")),
                        Map.of()));

        var code = run("follow", "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071");

        assertThat(code).isEqualTo(3);
        assertThat(said()).containsOnlyOnce("Acceptée.").containsOnlyOnce("Refusée.");
        assertThat(said().strip()).endsWith("undeliverable: La phrase.");
    }

    @Test
    void sendsAFileShowsItsErrorsAndItsProgress() throws Exception {
        var file =
                Files.writeString(folder.resolve("rendez-vous.csv"), "courriel\nzoe@exemple.fr\n");
        script.add(new Scripted(201, batch("checking", 0, ""), Map.of()));
        script.add(new Scripted(200, batch("ready", 2, FAULT), Map.of()));
        script.add(new Scripted(200, "row;problem\n3;has no @\n", Map.of()));
        script.add(new Scripted(200, batch("running", 2, ""), Map.of()));
        script.add(new Scripted(200, batch("done", 0, ""), Map.of()));
        var report = folder.resolve("errors.csv");

        var code =
                run(
                        "batch",
                        file.toString(),
                        "--template",
                        "rdv",
                        "--spread",
                        "500",
                        "--skip-errors",
                        "--report",
                        report.toString());

        assertThat(code).isZero();
        assertThat(asked.stream().map(Asked::path))
                .containsExactly(
                        "/v1/batches",
                        "/v1/batches/b-1",
                        "/v1/batches/b-1/errors.csv",
                        "/v1/batches/b-1/start",
                        "/v1/batches/b-1");
        assertThat(asked.getFirst().body())
                .contains("name=\"template\"\r\n\r\nrdv\r\n")
                .contains("name=\"spread\"\r\n\r\n500\r\n")
                .contains("courriel\nzoe@exemple.fr\n\r\n--")
                .doesNotContain("rendez-vous.csv");
        assertThat(report).hasContent("row;problem\n3;has no @\n");
        assertThat(said())
                .contains("3 rows: 2 valid, 1 with errors, 0 duplicates left out")
                .contains("row 3  courriel has no @: send an address")
                .contains("[##############################] 2 of 2")
                .contains("done: La phrase.")
                .contains("so far 1 delivered, 0 sent, 0 undeliverable, 0 declined, 1 pending");
    }

    @Test
    void aFileWithErrorsIsNotSentUnlessThatIsSaid() throws Exception {
        var file = Files.writeString(folder.resolve("a.csv"), "courriel\nzoe\n");
        script.add(new Scripted(201, batch("ready", 2, FAULT), Map.of()));
        script.add(
                new Scripted(
                        409,
                        "{\"title\":\"Not now\",\"detail\":\"1 row has errors\",\"status\":409}",
                        Map.of()));

        assertThat(run("batch", file.toString(), "--template", "rdv")).isEqualTo(1);
        assertThat(said()).contains("Not now (409).").contains("1 row has errors");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(run("batch", "/nowhere/a.csv", "--template", "rdv")).isEqualTo(1);
        assertThat(said()).contains("There is no file /nowhere/a.csv that can be read.");
        assertThat(asked).isEmpty();
    }

    private static final String FAULT =
            "{\"row\":3,\"column\":\"courriel\",\"problem\":\"has no @\",\"remedy\":\"send an address\"}";

    private static String batch(String status, int remaining, String fault) {
        return """
                {"id":"b-1","status":"%s","sentence":"La phrase.",
                "file":{"rows":3,"checked":3,"valid":2,"invalid":1,"duplicates":0},
                "progress":{"remaining":%d},"outcome":{"delivered":1,"pending":1},"errors":{"total":1,"first":[%s]}}"""
                .formatted(status, remaining, fault);
    }

    @Test
    void anAwayApiGetsOneSentence() {
        server.stop(0);

        assertThat(run("follow", "x")).isEqualTo(1);
        assertThat(said()).startsWith("The API does not answer at http://127.0.0.1:");
    }

    @Test
    void findsTheLocalPlatformAndItsAccountByItself() throws Exception {
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        Files.writeString(
                folder.resolve("stack.env"),
                """
                API_URL=%1$s
                TOKEN_URL=%1$s/token
                DEMO_CLIENT_ID=demo
                DEMO_CLIENT_SECRET='it'\\''s secret'
                """
                        .formatted(url));
        script.add(new Scripted(200, "{\"access_token\":\"abc\"}", Map.of()));
        script.add(new Scripted(200, notification("delivered", true, ""), Map.of()));

        var code = Client.run(console(), Map.of(), "follow", "an-id", "--stack", folder.toString());

        assertThat(code).isZero();
        assertThat(asked.getFirst().body()).contains("client_secret=it%27s+secret");
        assertThat(asked.getLast().headers().get("Authorization")).containsExactly("Bearer abc");
    }

    @Test
    void theLocalAccountIsNotShownToAnotherPlatform() throws Exception {
        Files.writeString(
                folder.resolve("stack.env"),
                "API_URL=http://127.0.0.1:1\nTOKEN_URL=http://127.0.0.1:1/t\nDEMO_CLIENT_ID=d\nDEMO_CLIENT_SECRET=s\n");

        var code =
                Client.run(
                        console(),
                        Map.of(),
                        "follow",
                        "an-id",
                        "--stack",
                        folder.toString(),
                        "--api",
                        "http://127.0.0.1:" + server.getAddress().getPort());

        assertThat(code).isEqualTo(1);
        assertThat(asked).isEmpty();
        assertThat(said()).startsWith("Say who asks: --token TOKEN");
    }

    private int run(String... arguments) {
        return Client.run(
                console(),
                Map.of(
                        "API_URL",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "API_TOKEN",
                        "a-token"),
                arguments);
    }

    private Console console() {
        return Console.into(new PrintStream(said, true, UTF_8));
    }

    private String said() {
        return said.toString(UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(
                new Asked(
                        exchange.getRequestURI().getPath(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        var scripted = script.size() > 1 ? script.removeFirst() : script.getFirst();
        scripted.headers().forEach(exchange.getResponseHeaders()::set);
        var bytes = scripted.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(scripted.status(), bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static String notification(String status, boolean isFinal, String timeline) {
        return "{\"status\":\"%s\",\"final\":%s,\"sentence\":\"La phrase.\",\"timeline\":[%s]}"
                .formatted(status, isFinal, timeline);
    }

    private static String event(String name, String sentence) {
        return "{\"at\":\"2026-11-23T08:00:00Z\",\"event\":\"%s\",\"sentence\":\"%s\"}"
                .formatted(name, sentence);
    }

    private static HttpServer aServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
