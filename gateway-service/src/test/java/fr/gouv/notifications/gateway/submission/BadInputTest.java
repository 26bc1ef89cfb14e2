package fr.gouv.notifications.gateway.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a newcomer gets wrong has its own clear answer, and reaches no topic. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one tap for all
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class BadInputTest {

    private static final String GOOD =
            """
            {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},
             "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}""";

    @OidcWireMock WireMockServer server;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;

    @BeforeAll
    void openTheTap() {
        tap = new FactTap(bootstrap, Topics.REQUESTED_EXPRESS, Topics.REQUESTED_BULK);
    }

    @AfterAll
    void closeTheTap() {
        tap.close();
    }

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
    }

    /** What is sent last is the only thing of this service that the broker ever hears. */
    @AfterEach
    void nothingReachedATopic() {
        var marker =
                Token.as(service)
                        .body(GOOD)
                        .post("/v1/notifications")
                        .then()
                        .statusCode(201)
                        .extract()
                        .<String>path("id");
        var ofService = "\"service\":\"" + service + "\"";
        await().until(() -> tap.records().stream().anyMatch(record -> marker.equals(record.key())));
        assertThat(tap.records())
                .filteredOn(record -> new String(record.value(), UTF_8).contains(ofService))
                .extracting(record -> record.key())
                .containsExactly(marker);
    }

    @Test
    void missingValuesAreNamedAllAtOnce() {
        send("{\"template\":\"rdv-rappel\",\"to\":{\"email\":\"zoe@exemple.fr\"},\"values\":{}}")
                .statusCode(422)
                .body(
                        "errors.field",
                        containsInAnyOrder("values.date", "values.prénom", "values.urgent"))
                .body("errors.code", everyItem(equalTo("value-missing")));
    }

    @Test
    void everythingThatIsWrongIsSaidInOneAnswer() {
        send("""
                        {"template":"rdv-rappel","to":{"email":"zoe@exemple"},
                         "values":{"prénom":{"a":1},"date":"3\\nmai"},
                         "reference":"a\\nb","lane":"slow","expiresAt":"demain"}""")
                .statusCode(422)
                .body("type", equalTo("urn:notifications:problem:invalid"))
                .body(
                        "errors.code",
                        containsInAnyOrder(
                                "address-invalid",
                                "value-type",
                                "value-line-break",
                                "value-missing",
                                "control-character",
                                "unknown-word",
                                "not-an-instant"))
                .body("errors.remedy", everyItem(not(equalTo(""))));
    }

    @Test
    void anUnknownTemplateIsNamedAsTheFault() {
        send("{\"template\":\"inconnu\",\"to\":{\"email\":\"zoe@exemple.fr\"}}")
                .statusCode(422)
                .body("errors.field", contains("template"))
                .body("errors.code", contains("template-unknown"));
    }

    @Test
    void anArchivedTemplateSaysSo() {
        Token.as(service)
                .body("{\"name\":\"n\",\"category\":\"optional\",\"sms\":{\"text\":\"x\"}}")
                .put("/v1/templates/ancien")
                .then()
                .statusCode(201);
        Token.as(service).delete("/v1/templates/ancien").then().statusCode(204);

        send("{\"template\":\"ancien\",\"to\":{\"citizen\":\"u1\"}}")
                .statusCode(422)
                .body("errors.code", contains("template-archived"));
    }

    @Test
    void anUnknownFieldIsNamedWithItsNeighbour() {
        send("""
                        {"template":"rdv-rappel","to":{"mail":"zoe@exemple.fr"},"value":{},
                         "category":"mandatory"}""")
                .statusCode(400)
                .body("type", equalTo("urn:notifications:problem:invalid-body"))
                .body("errors.field", containsInAnyOrder("to.mail", "value", "category"))
                .body("errors.code", everyItem(equalTo("unknown-field")))
                .body("errors.remedy", hasItems("did you mean email?", "did you mean values?"));
    }

    @Test
    void wrongTypesAreNotCoerced() {
        send("""
                        {"template":12,"to":"zoe@exemple.fr","values":{},"reference":true,
                         "lane":["bulk"],"expiresAt":1764000000}""")
                .statusCode(400)
                .body(
                        "errors.field",
                        containsInAnyOrder("template", "to", "reference", "lane", "expiresAt"))
                .body("errors.code", everyItem(equalTo("wrong-type")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"template\":                 | 1 | ends",
                "{'template':'x'}               | 1 | not JSON",
                "{\"a\":1,\"a\":2}              | 1 | twice",
                "{} {}                          | 1 | not JSON",
                "[1,                            | 1 | ends",
                "{\"to\":zoe@exemple.fr}        | 1 | not JSON",
            })
    void malformedJsonSaysWhere(String body, int line, String words) {
        send(body)
                .statusCode(400)
                .body("type", equalTo("urn:notifications:problem:malformed-json"))
                .body("line", equalTo(line))
                .body("column", not(equalTo(0)))
                .body("detail", containsString(words))
                .body("detail", not(containsString("zoe")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "null", "3"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        send(body).statusCode(400).body("errors.code", contains("wrong-type"));
    }

    @Test
    void anEmptyBodySaysSo() {
        Token.as(service)
                .post("/v1/notifications")
                .then()
                .statusCode(400)
                .body("detail", containsString("empty"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@x.fr;b@y.fr             | two-addresses",
                "a@x.fr, b@y.fr            | two-addresses",
                "a@x.fr b@y.fr             | two-addresses",
                "Zoé <zoe@exemple.fr>      | display-name",
                "zoe@exemple               | address-invalid",
                "zoe@exemple..fr           | address-invalid",
                "zoe.@exemple.fr           | address-invalid",
                "zoe@exemple.invalid       | address-invalid",
                "zoe@[10.0.0.1]            | address-invalid",
                "zoe                       | address-invalid",
                "zoe@exemple.fr\\r\\nBcc: a@b.fr | control-character",
            })
    void anAddressThatCannotBeUsedHasARemedy(String address, String code) {
        send("{\"template\":\"rdv-rappel\",\"to\":{\"email\":\""
                        + address
                        + "\"},\"values\":{\"prénom\":\"Z\",\"date\":\"d\",\"urgent\":false}}")
                .statusCode(422)
                .body("errors.field", contains("to.email"))
                .body("errors.code", contains(code))
                .body("detail", not(containsString(address)));
    }

    @Test
    void aRecipientIsOneOfTwoThings() {
        send("{\"template\":\"rdv-rappel\",\"to\":{}}")
                .statusCode(422)
                .body("errors.field", hasItem("to"));
        send("{\"template\":\"rdv-rappel\",\"to\":{\"citizen\":\"u\",\"email\":\"z@e.fr\"},\"values\":{\"prénom\":\"Z\",\"date\":\"d\",\"urgent\":false}}")
                .statusCode(422)
                .body("errors.code", contains("two-recipients"));
        send("{\"template\":\"rdv-rappel\",\"to\":{\"phone\":\"0612345678\"},\"values\":{\"prénom\":\"Z\",\"date\":\"d\",\"urgent\":false}}")
                .statusCode(422)
                .body("errors.code", contains("no-channel"));
    }

    @Test
    void aBodyOfThreeMegabytesIsRefused() {
        send("{\"template\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}")
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:too-large"))
                .body("detail", containsString("256 KiB"));
    }

    /** The answer comes long before the body has: it must not be lost with the connection. */
    @Test
    void aSlowSenderOfTooMuchHearsTheAnswer() throws Exception {
        var piece = "x".repeat(64 * 1024).getBytes(UTF_8);
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            out.write(
                    """
                    POST /v1/notifications HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    \r
                    """
                            .formatted(piece.length * 20)
                            .getBytes(UTF_8));
            for (var n = 0; n < 20; n++) {
                out.write(piece);
                out.flush();
                Thread.sleep(20);
            }

            var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("urn:notifications:problem:too-large");
        }
    }

    /** Without a Content-Length nobody knows how large a body is until it has come. */
    @ParameterizedTest
    @CsvSource({
        "POST, /v1/notifications, 600, 256 KiB",
        "POST, /v1/notifications, 3000, 256 KiB",
        "PUT, /v1/templates/rdv-rappel, 600, 256 KiB",
        "PUT, /v1/templates/rdv-rappel, 3000, 256 KiB",
        "POST, /v1/notifications/batch, 8200, 8 MiB",
    })
    void aBodyOfUnknownLengthIsRefusedToo(String method, String path, int kibibytes, String limit)
            throws Exception {
        var body = "{\"template\":\"" + "x".repeat(kibibytes * 1024) + "\"}";
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://localhost:" + RestAssured.port + path))
                                    .header(
                                            "Authorization",
                                            "Bearer "
                                                    + Token.ofService(service, Token.TENANT_SCOPES))
                                    .header("Content-Type", "application/json")
                                    .method(
                                            method,
                                            HttpRequest.BodyPublishers.ofInputStream(
                                                    () ->
                                                            new ByteArrayInputStream(
                                                                    body.getBytes(UTF_8))))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
            assertThat(answer.body())
                    .contains("urn:notifications:problem:too-large")
                    .contains(limit);
        }
    }

    @Test
    void lineBreaksInTheSubjectAreRefused() {
        send("""
                        {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},
                         "values":{"prénom":"Z\\r\\nBcc: x@y.fr","date":"3 mai\\r\\nBcc: x@y.fr","urgent":false}}""")
                .statusCode(422)
                .body("errors.field", contains("values.date"))
                .body("errors.code", contains("value-line-break"));
    }

    @Test
    void endlessValuesAreRefused() {
        send("{\"template\":\"rdv-rappel\",\"to\":{\"email\":\"zoe@exemple.fr\"},\"values\":{\"prénom\":\""
                        + "é".repeat(60_000)
                        + "\",\"date\":\"d\",\"urgent\":1e999999999}}")
                .statusCode(422)
                .body("errors.field", hasItem("values.urgent"));
        send("{\"template\":\"rdv-rappel\",\"to\":{\"email\":\"zoe@exemple.fr\"},\"values\":{\"prénom\":\""
                        + "é".repeat(60_000)
                        + "\",\"date\":\"d\",\"urgent\":1}}")
                .statusCode(422)
                .body("errors.code", contains("html-too-large"));
    }

    @Test
    void aTokenIsNeeded() {
        for (var path :
                Arrays.asList(
                        "/v1/notifications",
                        "/v1/templates",
                        "/v1/services",
                        "/internal/data-keys/a/2026-11-23")) {
            RestAssured.given()
                    .get(path)
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", startsWith("Bearer"))
                    .body("type", equalTo("urn:notifications:problem:token-missing"));
        }
    }

    @Test
    void anExpiredTokenSaysSo() {
        Token.with(Token.expired(service))
                .body(GOOD)
                .post("/v1/notifications")
                .then()
                .statusCode(401)
                .body("type", equalTo("urn:notifications:problem:token-expired"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "a.b.c", ""})
    void aBadTokenIsNotTrusted(String token) {
        Token.with(token)
                .body(GOOD)
                .post("/v1/notifications")
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    @Test
    void aTokenForAnotherAudienceOrChangedIsNotTrusted() {
        var token = Token.ofService(service, Token.TENANT_SCOPES);
        var changed = token.substring(0, token.length() - 6) + "AAAAAA";
        for (var each : Arrays.asList(Token.forAnotherAudience(service), changed)) {
            Token.with(each)
                    .body(GOOD)
                    .post("/v1/notifications")
                    .then()
                    .statusCode(401)
                    .body("type", equalTo("urn:notifications:problem:token-invalid"));
        }
    }

    @Test
    void aMissingScopeIsNamed() {
        Token.with(Token.ofService(service, "notifications:read"))
                .body(GOOD)
                .post("/v1/notifications")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:notifications:problem:scope-missing"))
                .body("detail", containsString("notifications:send"));
    }

    @Test
    void aTokenMustSpeakForAServiceThatExists() {
        for (var token :
                Arrays.asList(
                        Token.withoutService("somebody", Token.TENANT_SCOPES),
                        Token.ofService("nobody", Token.TENANT_SCOPES))) {
            Token.with(token)
                    .body(GOOD)
                    .post("/v1/notifications")
                    .then()
                    .statusCode(403)
                    .body("type", equalTo("urn:notifications:problem:service-missing"));
        }
    }

    @Test
    void theTemplateOfAnotherServiceDoesNotExist() {
        var other = Tenancy.begun(server);

        Token.as(other)
                .body(GOOD)
                .post("/v1/notifications")
                .then()
                .statusCode(422)
                .body("errors.code", contains("template-unknown"));
    }

    @Test
    void otherMediaTypesAreRefused() {
        Token.as(service)
                .contentType(ContentType.TEXT)
                .body(GOOD)
                .post("/v1/notifications")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        Token.as(service)
                .accept("text/html")
                .body(GOOD)
                .post("/v1/notifications")
                .then()
                .statusCode(406)
                .contentType("application/problem+json");
    }

    @Test
    void otherPathsAndMethodsHaveTheirProblem() {
        Token.as(service)
                .get("/v1/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        Token.as(service)
                .delete("/v1/notifications")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .header("Allow", equalTo("GET, HEAD, OPTIONS, POST"))
                .body("type", equalTo("urn:notifications:problem:method-not-allowed"))
                .body("detail", containsString("GET, HEAD, OPTIONS, POST"));
        Token.as(service)
                .post("/v1/templates/rdv-rappel")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("DELETE, GET, HEAD, OPTIONS, PUT"));
    }

    private ValidatableResponse send(String body) {
        return Token.as(service).body(body).post("/v1/notifications").then();
    }
}
