package fr.gouv.notifications.gateway.status;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class EventsTest {

    private static final UUID ID = UUID.fromString("0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071");

    @OidcWireMock WireMockServer server;
    @Inject KeyRing keys;
    @Inject InstantSource clock;

    private String service;

    @BeforeEach
    void createAService() {
        service = Tenancy.withTemplate(server);
    }

    @Test
    void tellsEveryChangeInWordsWithTheReferenceOfTheService() throws Exception {
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var box =
                keys.seal(
                        service,
                        day,
                        ID,
                        "recipient",
                        new Recipient(null, "zoe@exemple.fr", null, "dossier-42"));
        answers(
                200,
                """
                {"items":[{"id":"4f0c2d0e-8b1b-3c55-9d3a-0d9f5e3b7a11","notificationId":"%s","sequence":3,
                 "status":"undeliverable","final":true,"reason":"address-unknown",
                 "providerCode":"550 5.1.1","channel":"email","replied":true,"at":"2026-11-23T08:00:02Z","recipient":%s}],
                 "next":"abc"}"""
                        .formatted(ID, new String(FactJson.write(box), StandardCharsets.UTF_8)));

        Token.as(service)
                .get("/v1/events?cursor=xyz&limit=10&wait=20")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo("4f0c2d0e-8b1b-3c55-9d3a-0d9f5e3b7a11"))
                .body("items[0].notification", equalTo(ID.toString()))
                .body("items[0].sequence", equalTo(3))
                .body("items[0].status", equalTo("undeliverable"))
                .body("items[0].final", equalTo(true))
                .body("items[0].replied", equalTo(true))
                .body("items[0].reason", equalTo("address-unknown"))
                .body(
                        "items[0].sentence",
                        equalTo("Le message n'a pas pu être remis. L'adresse n'existe pas."))
                .body("items[0].reference", equalTo("dossier-42"))
                .body("items[0].recipient", nullValue())
                .body("next", equalTo("abc"));

        server.verify(
                getRequestedFor(urlPathEqualTo("/auth/tracking/internal/events/" + service))
                        .withQueryParam("cursor", WireMock.equalTo("xyz"))
                        .withQueryParam("limit", WireMock.equalTo("10"))
                        .withQueryParam("wait", WireMock.equalTo("20")));
    }

    @ParameterizedTest
    @CsvSource({"400, invalid-cursor", "400, invalid-parameter", "410, cursor-lapsed"})
    void passesOnWhatTrackingRefuses(int status, String type) {
        answers(
                status,
                """
                {"type":"urn:notifications:problem:%s","title":"t","status":%d,"detail":"the remedy"}"""
                        .formatted(type, status));

        Token.as(service)
                .get("/v1/events?cursor=old")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:" + type))
                .body("detail", equalTo("the remedy"));
    }

    @Test
    void passesOnHowLongAReaderTooManyShallWait() {
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/events/" + service))
                        .willReturn(
                                aResponse()
                                        .withStatus(429)
                                        .withHeader("Content-Type", "application/problem+json")
                                        .withHeader("Retry-After", "7")
                                        .withBody(
                                                """
                                                {"type":"urn:notifications:problem:too-many-readers",
                                                 "title":"t","status":429,"detail":"the remedy"}""")));

        Token.as(service)
                .get("/v1/events?wait=20")
                .then()
                .statusCode(429)
                .header("Retry-After", "7")
                .body("type", equalTo("urn:notifications:problem:too-many-readers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"since=2026-11-23", "Cursor=abc", "service=cpam-75"})
    void aParameterThatIsNotKnownIsRefused(String query) {
        Token.as(service)
                .get("/v1/events?" + query)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:notifications:problem:invalid-parameter"))
                .body("detail", containsString("cursor"));
    }

    @Test
    void saysThatTrackingIsAway() {
        answers(503, "{}");

        Token.as(service)
                .get("/v1/events")
                .then()
                .statusCode(503)
                .header("Retry-After", "5")
                .body("type", equalTo("urn:notifications:problem:tracking-unavailable"));
    }

    private void answers(int status, String json) {
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/events/" + service))
                        .willReturn(
                                status == 200
                                        ? okJson(json)
                                        : aResponse()
                                                .withStatus(status)
                                                .withHeader(
                                                        "Content-Type", "application/problem+json")
                                                .withBody(json)));
    }
}
