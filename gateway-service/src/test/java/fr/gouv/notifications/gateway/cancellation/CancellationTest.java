package fr.gouv.notifications.gateway.cancellation;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class CancellationTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @OidcWireMock WireMockServer server;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
        server.stubFor(
                get(urlPathMatching("/auth/tracking/internal/notifications/.*"))
                        .atPriority(9)
                        .willReturn(aResponse().withStatus(404)));
        tap = new FactTap(bootstrap, Topics.CANCELLED);
    }

    @AfterEach
    void closeTheTap() {
        tap.close();
    }

    @Test
    void theWishIsToldBeforeAnybodyHasHeardOfTheNotification() {
        var id = accepted();

        Token.as(service)
                .delete("/v1/notifications/" + id)
                .then()
                .statusCode(202)
                .body("result", equalTo("requested"));

        assertTold(id, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "cancelled, stopped, 200, 0",
        "delivered, too-late, 200, 0",
        "undeliverable, too-late, 200, 0",
        "suppressed, too-late, 200, 0",
        // Another channel may still follow: the wish is told.
        "sent, too-late, 200, 1",
        "in-progress, requested, 202, 1",
        "accepted, requested, 202, 1"
    })
    void theAnswerIsWhatIsTrue(String status, String result, int code, int told) {
        var id = accepted();
        var isFinal = told == 0;
        tracks(id, status, isFinal, null, null);

        for (var time = 0; time < 2; time++) {
            Token.as(service)
                    .delete("/v1/notifications/" + id)
                    .then()
                    .statusCode(code)
                    .body("result", equalTo(result))
                    .body("status", equalTo(status));
        }

        assertTold(id, told * 2);
    }

    @Test
    void waitsForTheOneWhoStopsIt() {
        var id = accepted();
        tracks(id, "accepted", false, STARTED, "heard");
        tracks(id, "in-progress", false, "heard", "stopped");
        tracks(id, "cancelled", true, "stopped", null);

        Token.as(service)
                .delete("/v1/notifications/" + id)
                .then()
                .statusCode(200)
                .body("result", equalTo("stopped"))
                .body("status", equalTo("cancelled"));
    }

    @Test
    void theWishIsToldWhileTrackingIsAway() {
        var id = accepted();
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/notifications/" + service + "/" + id))
                        .willReturn(aResponse().withStatus(500)));

        Token.as(service).delete("/v1/notifications/" + id).then().statusCode(202);

        assertTold(id, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071",
                "00000000-0000-0000-0000-000000000000",
                "1-1-1-1-1",
                "nothing"
            })
    void anIdThatWasNeverGivenOutDoesNotExist(String id) {
        Token.as(service)
                .delete("/v1/notifications/" + id)
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:notifications:problem:not-found"));
    }

    @Test
    void anotherServiceCancelsNothingOfThisOne() {
        var id = accepted();

        Token.as(Tenancy.begun(server)).delete("/v1/notifications/" + id).then().statusCode(404);
        Token.with(Token.ofService(service, "notifications:read"))
                .delete("/v1/notifications/" + id)
                .then()
                .statusCode(403);

        var other = accepted();
        Token.as(service).delete("/v1/notifications/" + other).then().statusCode(202);
        assertTold(other, 1);
        assertTold(id, 0);
    }

    private void assertTold(UUID id, int times) {
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(tap.facts(NotificationCancelled.class, id))
                                        .hasSize(times)
                                        .allMatch(fact -> fact.service().equals(service)));
    }

    private UUID accepted() {
        return UUID.fromString(
                Token.as(service)
                        .body(
                                """
                                {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},
                                 "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}""")
                        .post("/v1/notifications")
                        .then()
                        .statusCode(201)
                        .extract()
                        .<String>path("id"));
    }

    private void tracks(
            UUID id,
            String status,
            boolean isFinal,
            @org.jspecify.annotations.Nullable String state,
            @org.jspecify.annotations.Nullable String next) {
        var answer =
                okJson(
                        """
                        {"id":"%s","service":"%s","status":"%s","final":%s,
                         "createdAt":"2026-11-23T08:00:00Z","updatedAt":"2026-11-23T08:00:02Z"}"""
                                .formatted(id, service, status, isFinal));
        var question =
                get(urlPathEqualTo("/auth/tracking/internal/notifications/" + service + "/" + id));
        if (state == null) {
            server.stubFor(question.willReturn(answer));
            return;
        }
        var scenario = question.inScenario(id.toString()).whenScenarioStateIs(state);
        server.stubFor(
                next == null
                        ? scenario.willReturn(answer)
                        : scenario.willSetStateTo(next).willReturn(answer));
    }
}
