package fr.gouv.notifications.gateway.status;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.eventing.DataKeys;
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
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class NotificationsTest {

    private static final String LATE =
            """
            {"id":"0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071","status":"in-progress","final":false,
             "channel":"email","overdue":"not-sent","overdueSince":"2026-11-23T08:15:01Z","sequence":3,
             "createdAt":"2026-11-23T08:00:00Z","updatedAt":"2026-11-23T08:00:02Z",
             "events":[{"id":"0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071","type":"overdue",
              "at":"2026-11-23T08:15:30Z","dueAt":"2026-11-23T08:15:01Z","overdue":"not-sent"}]}""";

    @OidcWireMock WireMockServer server;
    @Inject KeyRing keys;
    @Inject InstantSource clock;

    private String service;

    @BeforeEach
    void createAService() {
        service = Tenancy.withTemplate(server);
    }

    @Test
    void tellsWhatBecameOfItInWords() throws Exception {
        var id = UUID.fromString("0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071");
        tracks(id, bounced(id));

        Token.as(service)
                .get("/v1/notifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("undeliverable"))
                .body("final", equalTo(true))
                .body("reason", equalTo("address-unknown"))
                .body(
                        "sentence",
                        equalTo("Le message n'a pas pu être remis. L'adresse n'existe pas."))
                .body("reference", equalTo("dossier-42"))
                .body("providerCode", equalTo("550 5.1.1"))
                .body("providerWords", equalTo("550 5.1.1 no such user zoe"))
                .body("template.slug", equalTo("rdv-rappel"))
                .body("timeline.event", contains("accepted", "refused", "finished"))
                .body("timeline[1].attempt", equalTo(1))
                .body("timeline[1].providerWords", equalTo("550 5.1.1 no such user zoe"))
                .body("timeline[1].sentence", containsString("refusé"));
    }

    @Test
    void onlyThePlatformItselfIsToldWhereAnswersAreReadAndUnderWhatReference() throws Exception {
        var id = UUID.fromString("0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071");
        tracks(id, bounced(id));
        var path = "/internal/reply-mailboxes/" + service + "/" + id;
        var dispatch = Token.withoutService("dispatch", "notifications:internal");

        Token.with(dispatch)
                .get(path)
                .then()
                .statusCode(200)
                .body("service", equalTo(service))
                .body("address", equalTo("reponse@" + service + ".example"))
                .body("reference", equalTo("dossier-42"));
        Token.with(dispatch).get("/internal/reply-mailboxes/unknown/" + id).then().statusCode(404);
        Token.as(service).get(path).then().statusCode(403);
        Token.asAdmin().get(path).then().statusCode(403);
    }

    @Test
    void rightAfterAcceptanceItIsAccepted() {
        trackingKnowsNothing();
        var id =
                Token.as(service)
                        .body(
                                """
                                {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},
                                 "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}""")
                        .post("/v1/notifications")
                        .then()
                        .statusCode(201)
                        .extract()
                        .<String>path("id");

        Token.as(service)
                .get("/v1/notifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("accepted"))
                .body("timeline.event", contains("accepted"));
        Token.as(Tenancy.begun(server)).get("/v1/notifications/" + id).then().statusCode(404);
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
        trackingKnowsNothing();

        Token.as(service)
                .get("/v1/notifications/" + id)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:not-found"));
    }

    @Test
    void asksForItsOwnServiceOnly() {
        trackingKnowsNothing();

        Token.as(service).get("/v1/notifications/0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071");

        server.verify(
                getRequestedFor(
                        urlPathEqualTo(
                                "/auth/tracking/internal/notifications/"
                                        + service
                                        + "/0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071")));
    }

    @Test
    void saysThatTrackingIsAway() {
        server.stubFor(
                get(urlPathMatching("/auth/tracking/internal/notifications/" + service + ".*"))
                        .willReturn(aResponse().withStatus(500)));

        Token.as(service)
                .get("/v1/notifications/0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:notifications:problem:tracking-unavailable"));
        Token.as(service).get("/v1/notifications").then().statusCode(503);
    }

    @Test
    void listsWithFiltersAndPages() throws Exception {
        var id = UUID.fromString("0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071");
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/notifications/" + service))
                        .willReturn(okJson("{\"items\":[" + bounced(id) + "],\"next\":\"abc\"}")));

        Token.as(service)
                .get(
                        "/v1/notifications?status=undeliverable&status=sent&reference=dossier-42"
                                + "&template=rdv-rappel&from=2026-11-23T00:00:00Z&limit=10&cursor=xyz")
                .then()
                .statusCode(200)
                .body("items.status", contains("undeliverable"))
                .body("items[0].reference", equalTo("dossier-42"))
                .body("next", equalTo("abc"));

        server.verify(
                getRequestedFor(urlPathEqualTo("/auth/tracking/internal/notifications/" + service))
                        .withQueryParam("status", WireMock.equalTo("undeliverable"))
                        .withQueryParam("status", WireMock.equalTo("sent"))
                        .withQueryParam("reference", WireMock.matching("[A-Za-z0-9_-]{43}"))
                        .withQueryParam("cursor", WireMock.equalTo("xyz"))
                        .withQueryParam("limit", WireMock.equalTo("10")));
    }

    @Test
    void listsWhatIsOverdueAndSaysSince() {
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/notifications/" + service))
                        .withQueryParam("overdue", WireMock.equalTo("true"))
                        .withQueryParam("status", WireMock.equalTo("in-progress"))
                        .willReturn(okJson("{\"items\":[" + LATE + "]}")));

        Token.as(service)
                .get("/v1/notifications?overdue=true&status=in-progress")
                .then()
                .statusCode(200)
                .body("items[0].overdue.cause", equalTo("not-sent"))
                .body("items[0].overdue.since", equalTo("2026-11-23T08:15:01Z"))
                .body(
                        "items[0].overdue.sentence",
                        equalTo("Aucun fournisseur n'a encore pris le message."));
    }

    @Test
    void theTimelineSaysThatItWasOverdue() {
        var id = UUID.fromString("0198a2b4-5d6e-7f80-9a1b-2c3d4e5f6071");
        tracks(id, LATE);

        Token.as(service)
                .get("/v1/notifications/" + id)
                .then()
                .statusCode(200)
                .body("timeline.event", contains("overdue"))
                .body(
                        "timeline[0].sentence",
                        equalTo("Aucun fournisseur n'a encore pris le message."));
    }

    @Test
    void passesOnWhatIsWrongWithACursor() {
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/notifications/" + service))
                        .willReturn(
                                aResponse()
                                        .withStatus(400)
                                        .withHeader("Content-Type", "application/problem+json")
                                        .withBody(
                                                """
                                                {"type":"urn:notifications:problem:invalid-cursor",
                                                 "title":"t","status":400,"detail":"d"}""")));

        Token.as(service)
                .get("/v1/notifications?cursor=%21")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:invalid-cursor"));
    }

    @Test
    void aFilterThatIsNotKnownIsRefused() {
        Token.as(service)
                .get("/v1/notifications?statut=sent")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:notifications:problem:invalid-parameter"))
                .body("detail", containsString("status"))
                .body("items", nullValue());
    }

    private void tracks(UUID id, String json) {
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/notifications/" + service + "/" + id))
                        .willReturn(okJson(json)));
    }

    private void trackingKnowsNothing() {
        server.stubFor(
                get(urlPathMatching("/auth/tracking/internal/notifications/.*"))
                        .atPriority(9)
                        .willReturn(aResponse().withStatus(404)));
    }

    private String bounced(UUID id) throws DataKeys.Erased {
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var recipient =
                json(
                        keys.seal(
                                service,
                                day,
                                id,
                                "recipient",
                                new Recipient(null, "zoe@exemple.fr", null, "dossier-42")));
        var words =
                json(
                        keys.seal(
                                service,
                                day,
                                id,
                                "provider-words",
                                (Object) "550 5.1.1 no such user zoe"));
        return """
        {"id":"%s","service":"%s","status":"undeliverable","final":true,"reason":"address-unknown",
         "providerCode":"550 5.1.1","providerWords":%s,"channel":"email","template":"rdv-rappel",
         "templateVersion":1,"category":"mandatory","lane":"express","proofCode":"7K2MQ9X4C",
         "expiresAt":"2026-11-25T08:00:00Z","recipient":%s,"sequence":3,
         "createdAt":"2026-11-23T08:00:00Z","updatedAt":"2026-11-23T08:00:02Z",
         "events":[{"id":"%s","type":"requested","at":"2026-11-23T08:00:00Z"},
          {"id":"%s","type":"reported","at":"2026-11-23T08:00:01Z","channel":"email","step":0,
           "attempt":1,"report":"refused","reason":"address-unknown","providerCode":"550 5.1.1",
           "providerWords":%s},
          {"id":"%s","type":"reported","at":"2026-11-23T08:00:02Z","channel":"email","step":0,
           "attempt":0,"report":"finished","reason":"address-unknown"}]}"""
                .formatted(id, service, words, recipient, id, id, words, id);
    }

    private static String json(Object value) {
        return new String(FactJson.write(value), StandardCharsets.UTF_8);
    }
}
