package fr.gouv.notifications.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.Response;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages against the limits of their service, at the doors of the API. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class QuotaTest {

    private static final String BATCH = "/v1/notifications/batch";

    @OidcWireMock WireMockServer server;

    @Inject Broker broker;
    @Inject FactPublisher publisher;
    @Inject KafkaClientService clients;
    @Inject Broker.Config brokerConfig;
    @Inject MeterRegistry metrics;
    @Inject InstantSource clock;

    private String service;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
    }

    @Test
    void whatIsOverTheLimitIsRefusedAndSaysWhichLimitAndUntilWhen() {
        limits("{\"emailPerDay\":2}");
        send("").then().statusCode(201);
        send("").then().statusCode(201);
        var refusals = refusals();

        var refused = send("");

        refused.then()
                .statusCode(429)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:over-quota"))
                .body("limit.name", equalTo("emailPerDay"))
                .body("limit.size", equalTo(2))
                .body("detail", containsString("emailPerDay: 2 messages by e-mail a day"))
                .body("detail", containsString("T00:00:00+0"));
        var resetsAt = Instant.parse(refused.path("limit.resetsAt"));
        var wait = Integer.parseInt(refused.header("Retry-After"));
        assertThat(clock.instant().plusSeconds(wait))
                .isBetween(resetsAt.minusSeconds(1), resetsAt.plusSeconds(10));
        assertThat(items(refused.header("RateLimit-Policy")))
                .containsEntry("\"requestsPerMinute\"", Map.of("q", "6000", "w", "60"))
                .hasEntrySatisfying(
                        "\"emailPerDay\"",
                        parameters ->
                                assertThat(parameters)
                                        .containsEntry("q", "2")
                                        .containsEntry("qu", "\"messages\"")
                                        .hasEntrySatisfying(
                                                "w",
                                                seconds ->
                                                        assertThat(seconds)
                                                                .isIn("82800", "86400", "90000")))
                .hasSize(2);
        var standing = items(refused.header("RateLimit"));
        assertThat(standing).containsOnlyKeys("\"requestsPerMinute\"", "\"emailPerDay\"");
        var standingOfEmail = standing.getOrDefault("\"emailPerDay\"", Map.of());
        assertThat(standingOfEmail).containsEntry("r", "0");
        assertThat(Integer.parseInt(standingOfEmail.getOrDefault("t", "")))
                .isBetween(wait - 5, wait);
        assertThat(refusals()).isEqualTo(refusals + 1);
        used("emailPerDay", 2);
    }

    @Test
    void aRepeatedRequestIsAnsweredAndUsesNothing() {
        limits("{\"emailPerDay\":1}");
        var first = send("", "k").then().statusCode(201).extract().path("id").toString();

        send("", "k")
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo(first));

        used("emailPerDay", 1);
        send("", "other").then().statusCode(429);
    }

    @Test
    void aRefusedRequestLeavesItsKeyFree() {
        limits("{\"emailPerDay\":0}");
        send("", "k").then().statusCode(429);

        limits("{\"emailPerDay\":1}");

        send("", "k").then().statusCode(201);
        send("", "k").then().statusCode(201).header("Idempotency-Replayed", "true");
    }

    @Test
    void theFirstOfABatchAreAcceptedAsFarAsTheLimitGoes() {
        limits("{\"emailPerDay\":400}");

        var answer = post(1_000);

        answer.then().statusCode(200).body("accepted", equalTo(400)).body("refused", equalTo(600));
        List<Integer> statuses = answer.path("items.status");
        assertThat(statuses.subList(0, 400)).containsOnly(201);
        assertThat(statuses.subList(400, 1_000)).containsOnly(429);
        assertThat(answer.<String>path("items[999].problem.limit.name")).isEqualTo("emailPerDay");
        assertThat(answer.<Integer>path("items[999].retryAfter")).isBetween(1, 90_000);
        used("emailPerDay", 400);
        post(1).then().body("accepted", equalTo(0));
    }

    @Test
    void whatIsWrongWithAnItemIsSaidFirstAndUsesNothing() {
        limits("{\"emailPerDay\":1}");

        send("\"lane\":\"slow\",").then().statusCode(422);

        used("emailPerDay", 0);
        send("").then().statusCode(201);
    }

    @Test
    void aPreviewUsesNothing() {
        limits("{\"emailPerDay\":0}");

        Token.as(service)
                .body("{\"values\":{\"prénom\":\"Zoé\",\"date\":\"3 mai\",\"urgent\":false}}")
                .post("/v1/templates/rdv-rappel/preview")
                .then()
                .statusCode(200);

        used("emailPerDay", 0);
    }

    @Test
    void whatLeavesLaterCountsWhenItIsAccepted() {
        limits("{\"emailPerDay\":1}");
        var later = clock.instant().plus(Duration.ofDays(3));

        send("\"notBefore\":\"" + later + "\",")
                .then()
                .statusCode(201)
                .body("status", equalTo("scheduled"));

        used("emailPerDay", 1);
        send("").then().statusCode(429);
    }

    @Test
    void whatTheBrokerDoesNotTakeUsesNothing() {
        limits("{\"emailPerDay\":3}");
        var real = ClientProxy.unwrap(broker);
        QuarkusMock.installMockForType(
                new Broker(publisher, clients, brokerConfig, metrics), Broker.class);
        send("").then().statusCode(503);
        send("", "k").then().statusCode(503);
        post(3).then().statusCode(503);
        QuarkusMock.installMockForType(real, Broker.class);

        used("emailPerDay", 0);
        post(4).then().body("accepted", equalTo(3));
    }

    @Test
    void aMessageCountsAgainstEveryLimitOfItsFirstChannel() {
        Token.as(service)
                .body(
                        """
                        {"name":"n","category":"mandatory","sms":{"text":"Bonjour"},
                         "email":{"subject":"x","body":"y"}}""")
                .put("/v1/templates/deux")
                .then()
                .statusCode(201);
        limits("{\"smsPerDay\":2,\"smsPerMonth\":1}");

        twoWays("\"phone\":\"+33612345678\"").then().statusCode(201);
        twoWays("\"phone\":\"+33612345678\"")
                .then()
                .statusCode(429)
                .body("limit.name", equalTo("smsPerMonth"));

        used("smsPerDay", 1);
        used("smsPerMonth", 1);
        twoWays("\"citizen\":\"usager-1\"").then().statusCode(201);
        used("emailPerDay", 1);
        used("smsPerDay", 1);
    }

    private Response twoWays(String to) {
        return Token.as(service)
                .body("{\"template\":\"deux\",\"to\":{" + to + "}}")
                .post("/v1/notifications");
    }

    private Response send(String more) {
        return Token.as(service).body(body(more)).post("/v1/notifications");
    }

    private Response send(String more, String key) {
        return Token.as(service)
                .header("Idempotency-Key", key)
                .body(body(more))
                .post("/v1/notifications");
    }

    private static String body(String more) {
        return """
        {"template":"rdv-rappel",%s"to":{"email":"zoe@exemple.fr"},
         "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}"""
                .formatted(more);
    }

    private Response post(int items) {
        return Token.as(service)
                .body(
                        IntStream.range(0, items)
                                .mapToObj(_ -> body(""))
                                .collect(Collectors.joining(",", "{\"items\":[", "]}")))
                .post(BATCH);
    }

    private void limits(String limits) {
        Token.asAdmin()
                .body(limits)
                .put("/v1/services/" + service + "/limits")
                .then()
                .statusCode(200);
    }

    private void used(String limit, int messages) {
        Token.as(service)
                .get("/v1/services/" + service + "/limits")
                .then()
                .statusCode(200)
                .body(limit + ".used", equalTo(messages));
    }

    private double refusals() {
        return metrics.counter("notifications.quota.refused", "limit", "emailPerDay").count();
    }

    /** A list of structured fields whose items are strings without commas and semicolons. */
    private static Map<String, Map<String, String>> items(String field) {
        return Stream.of(field.split(", "))
                .map(item -> List.of(item.split(";")))
                .collect(
                        Collectors.toMap(
                                List::getFirst,
                                item ->
                                        item.stream()
                                                .skip(1)
                                                .map(parameter -> parameter.split("=", 2))
                                                .collect(
                                                        Collectors.toMap(
                                                                pair -> pair[0],
                                                                pair -> pair[1]))));
    }
}
