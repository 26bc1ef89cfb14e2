package fr.gouv.notifications.gateway.citizen;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class SuppressionsTest {

    private static final String ZOE = "{\"email\":\"zoe@exemple.fr\"}";

    @OidcWireMock WireMockServer server;

    private String service;
    private String internal;

    @BeforeEach
    void createAService() {
        service = Tenancy.begun(server);
        internal = "/auth/preferences/internal/services/" + service + "/suppressions";
    }

    @Test
    void saysWhatIsKnownOfAnAddress() {
        server.stubFor(
                post(urlPathEqualTo(internal + "/search"))
                        .willReturn(okJson(known(suppression(UUID.randomUUID(), true, "")))));

        Token.as(service)
                .body("{\"email\":\"Zoe@Exemple.fr\"}")
                .post("/v1/suppressions/search")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].rule", is("hard"))
                .body("items[0].scope", is("platform"))
                .body("items[0].code", is("550 5.1.1"))
                .body("items[0].blocks", is(true))
                .body("items[0].sentence", is("Cette adresse n’existe pas ou plus."))
                .body("next", nullValue());

        server.verify(
                postRequestedFor(urlPathEqualTo(internal + "/search"))
                        .withRequestBody(equalToJson("{\"email\":\"Zoe@exemple.fr\"}")));
    }

    @Test
    void pagesThroughThem() {
        var first = UUID.randomUUID();
        var second = UUID.randomUUID();
        server.stubFor(
                get(urlPathEqualTo(internal))
                        .willReturn(
                                okJson(
                                        known(
                                                suppression(first, true, "")
                                                        + ","
                                                        + suppression(second, true, "")))));

        var cursor =
                Token.as(service)
                        .get("/v1/suppressions?limit=1")
                        .then()
                        .statusCode(200)
                        .body("items.id", contains(first.toString()))
                        .extract()
                        .<String>path("next");
        Token.as(service).get("/v1/suppressions?limit=1&cursor=" + cursor).then().statusCode(200);

        server.verify(
                getRequestedFor(urlPathEqualTo(internal))
                        .withQueryParam("limit", equalTo("2"))
                        .withQueryParam("before", equalTo(first.toString())));
        for (var wrong : new String[] {"limit=0", "limit=201", "cursor=abc", "email=z@e.fr"}) {
            Token.as(service).get("/v1/suppressions?" + wrong).then().statusCode(400);
        }
    }

    @Test
    void liftsWithAReasonThatIsKept() {
        var id = UUID.randomUUID();
        var lift =
                ",\"lift\":{\"at\":\"2026-11-26T08:00:00Z\",\"who\":\"x\",\"why\":\"ticket 4211\"}";
        server.stubFor(
                post(urlPathEqualTo(internal + "/lifts"))
                        .inScenario("lift")
                        .whenScenarioStateIs(Scenario.STARTED)
                        .willReturn(okJson(lifted(suppression(id, false, lift), id)))
                        .willSetStateTo("lifted"));
        server.stubFor(
                post(urlPathEqualTo(internal + "/lifts"))
                        .inScenario("lift")
                        .whenScenarioStateIs("lifted")
                        .willReturn(okJson(lifted(suppression(id, false, lift)))));

        for (var again = 0; again < 2; again++) {
            Token.as(service)
                    .body("{\"email\":\"zoe@exemple.fr\",\"reason\":\"ticket 4211\"}")
                    .post("/v1/suppressions/lifts")
                    .then()
                    .statusCode(200)
                    .body("items[0].blocks", is(false))
                    .body("items[0].lift.reason", is("ticket 4211"));
        }

        Token.asAdmin()
                .get("/v1/operations/audit?subject=" + service + "/" + id)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].action", is("suppression-lifted"))
                .body("items[0].reason", is("ticket 4211"))
                .body("items[0].after", is("lifted"));
    }

    @Test
    void refusesWhatIsNotOneAddressAndOneReason() {
        server.stubFor(any(urlPathMatching(internal + ".*")).willReturn(okJson(known(""))));

        for (var body :
                new String[] {
                    "{}",
                    "{\"email\":\"z@e.fr\",\"phone\":\"+33612345678\"}",
                    "{\"email\":\"a@x.fr;b@y.fr\"}"
                }) {
            Token.as(service).body(body).post("/v1/suppressions/search").then().statusCode(422);
            Token.as(service).body(body).post("/v1/suppressions/lifts").then().statusCode(422);
        }
        Token.as(service)
                .body(ZOE)
                .post("/v1/suppressions/lifts")
                .then()
                .statusCode(422)
                .body("errors.field", contains("reason"));
        Token.as(service)
                .body("{\"email\":\"z@e.fr\",\"reason\":\"asked by zoe@exemple.fr\"}")
                .post("/v1/suppressions/lifts")
                .then()
                .statusCode(422)
                .body("errors.code", contains("personal"));
        server.verify(0, postRequestedFor(urlPathMatching(internal + ".*")));
        Token.as(service)
                .body(ZOE)
                .post("/v1/suppressions/search")
                .then()
                .statusCode(200)
                .body("items", empty());
    }

    @Test
    void saysThatPreferencesIsAway() {
        server.stubFor(
                any(urlPathMatching(internal + ".*")).willReturn(aResponse().withStatus(500)));

        Token.as(service)
                .body(ZOE)
                .post("/v1/suppressions/search")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", startsWith("urn:notifications:problem:preferences-"));
    }

    private static String known(String suppressions) {
        return "{\"suppressions\":[" + suppressions + "]}";
    }

    private static String lifted(String suppressions, UUID... ids) {
        var lifted = Stream.of(ids).map("\"%s\""::formatted).collect(Collectors.joining(","));
        return "{\"suppressions\":[" + suppressions + "],\"lifted\":[" + lifted + "]}";
    }

    private static String suppression(UUID id, boolean blocks, String lift) {
        return "{\"id\":\""
                + id
                + "\",\"channel\":\"email\",\"scope\":\"platform\",\"rule\":\"hard\",\"reason\":"
                + "\"address-unknown\",\"code\":\"550 5.1.1\",\"blocks\":"
                + blocks
                + ",\"since\":\"2026-11-25T08:00:00Z\",\"lastAt\":\"2026-11-25T08:00:00Z\""
                + lift
                + "}";
    }
}
