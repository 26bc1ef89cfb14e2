package fr.gouv.notifications.gateway.citizen;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class CitizensTest {

    @OidcWireMock WireMockServer server;

    private String service;
    private String internal;

    @BeforeEach
    void createAService() {
        service = Tenancy.begun(server);
        internal = "/auth/preferences/internal/services/" + service;
        server.stubFor(any(urlPathMatching(internal + ".*")).willReturn(noContent()));
    }

    @Test
    void handsContactsOver() {
        Token.as(service)
                .body("{\"email\":\"zoe@Exemple.fr\",\"phone\":\"06 12 34 56 78\"}")
                .put("/v1/citizens/usager-42")
                .then()
                .statusCode(204);

        server.verify(
                putRequestedFor(urlPathEqualTo(internal + "/citizens/usager-42"))
                        .withRequestBody(
                                equalToJson(
                                        "{\"email\":\"zoe@exemple.fr\",\"phone\":\"+33612345678\"}")));
    }

    @Test
    void readsContactsBack() {
        server.stubFor(
                get(urlPathEqualTo(internal + "/citizens/usager-42"))
                        .willReturn(okJson("{\"email\":\"zoe@exemple.fr\"}")));
        server.stubFor(
                get(urlPathEqualTo(internal + "/citizens/inconnu"))
                        .willReturn(aResponse().withStatus(404)));

        Token.as(service)
                .get("/v1/citizens/usager-42")
                .then()
                .statusCode(200)
                .body("citizen", equalTo("usager-42"))
                .body("email", equalTo("zoe@exemple.fr"));
        Token.as(service).get("/v1/citizens/inconnu").then().statusCode(404);
        Token.as(service).get("/v1/citizens/zoe@exemple.fr").then().statusCode(404);
    }

    @Test
    void forgetsContacts() {
        Token.as(service).delete("/v1/citizens/usager-42").then().statusCode(204);

        server.verify(deleteRequestedFor(urlPathEqualTo(internal + "/citizens/usager-42")));
    }

    @Test
    void checksAddressesBeforeTheyLeave() {
        Token.as(service)
                .body("{\"email\":\"a@x.fr;b@y.fr\",\"phone\":\"12\"}")
                .put("/v1/citizens/u")
                .then()
                .statusCode(422)
                .body("errors.code", containsInAnyOrder("two-addresses", "phone-invalid"));
        Token.as(service).body("{}").put("/v1/citizens/u").then().statusCode(422);

        server.verify(0, putRequestedFor(urlPathMatching(internal + ".*")));
    }

    @Test
    void handsRefusalsOver() {
        Token.as(service)
                .body("{\"email\":\"zoe@exemple.fr\"}")
                .put("/v1/opt-outs")
                .then()
                .statusCode(204);
        Token.as(service)
                .body("{\"citizen\":\"usager-42\"}")
                .delete("/v1/opt-outs")
                .then()
                .statusCode(204);

        server.verify(
                putRequestedFor(urlPathEqualTo(internal + "/opt-outs"))
                        .withRequestBody(equalToJson("{\"email\":\"zoe@exemple.fr\"}")));
        server.verify(
                deleteRequestedFor(urlPathEqualTo(internal + "/opt-outs"))
                        .withRequestBody(equalToJson("{\"citizen\":\"usager-42\"}")));
        Token.as(service)
                .body("{\"citizen\":\"u\",\"email\":\"z@e.fr\"}")
                .put("/v1/opt-outs")
                .then()
                .statusCode(422)
                .body("errors.code", contains("required"));
    }

    @Test
    void saysThatPreferencesIsAway() {
        server.stubFor(
                any(urlPathMatching(internal + ".*")).willReturn(aResponse().withStatus(500)));

        Token.as(service)
                .body("{\"email\":\"zoe@exemple.fr\"}")
                .put("/v1/citizens/u")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:notifications:problem:preferences-unavailable"));
    }
}
