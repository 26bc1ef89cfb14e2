package fr.gouv.notifications.gateway.access;

import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import fr.gouv.notifications.gateway.testing.Keycloak;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ServicesTest {

    @OidcWireMock
    @SuppressWarnings("NullAway.Init") // set by the test resource
    WireMockServer server;

    @Test
    void createsAServiceAndItsClient() {
        Keycloak.knowsNothingOf(server, "caf-92");

        Token.asAdmin()
                .body(description("caf-92"))
                .post("/v1/services")
                .then()
                .statusCode(201)
                .header("Location", "https://notifications.example/v1/services/caf-92")
                .header("Cache-Control", containsString("no-store"))
                .body("slug", equalTo("caf-92"))
                .body("credentials.clientId", equalTo("service-caf-92"))
                .body("credentials.clientSecret", equalTo("s3cret-caf-92"))
                .body("credentials.tokenUrl", containsString("/protocol/openid-connect/token"));

        server.verify(
                postRequestedFor(urlPathEqualTo("/auth/admin/realms/notifications/clients"))
                        .withRequestBody(matchingJsonPath("$[?(@.clientId == 'service-caf-92')]"))
                        .withRequestBody(
                                matchingJsonPath(
                                        "$.protocolMappers[?(@.name == 'service')].config[?(@.['claim.value'] == 'caf-92')]"))
                        .withRequestBody(
                                matchingJsonPath(
                                        "$.defaultClientScopes[?(@ == 'notifications:send')]")));
        Token.asAdmin()
                .get("/v1/services/caf-92")
                .then()
                .statusCode(200)
                .body("name", equalTo("Service caf-92"))
                .body("credentials", nullValue());
        Token.asAdmin()
                .get("/v1/services")
                .then()
                .statusCode(200)
                .body("items.slug", hasItem("caf-92"));
    }

    @Test
    void aSlugIsTakenOnlyOnce() {
        Keycloak.knowsNothingOf(server, "twice");
        Token.asAdmin().body(description("twice")).post("/v1/services").then().statusCode(201);

        Token.asAdmin()
                .body(description("twice"))
                .post("/v1/services")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:service-exists"));

        // The secret that the service already uses still works.
        server.verify(
                1,
                postRequestedFor(
                        urlPathEqualTo(
                                "/auth/admin/realms/notifications/clients/id-twice/client-secret")));
    }

    @Test
    void completesWhatACrashLeftHalfDone() {
        Keycloak.isAway(server);
        Token.asAdmin()
                .body(description("half-way"))
                .post("/v1/services")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:notifications:problem:identity-unavailable"));
        Token.asAdmin().get("/v1/services/half-way").then().statusCode(404);
        server.getStubMappings().stream()
                .filter(stub -> Integer.valueOf(1).equals(stub.getPriority()))
                .toList()
                .forEach(server::removeStub);
        Keycloak.knowsNothingOf(server, "half-way");

        Token.asAdmin()
                .body(description("half-way"))
                .post("/v1/services")
                .then()
                .statusCode(201)
                .body("credentials.clientSecret", equalTo("s3cret-half-way"));
    }

    @Test
    void renewsTheSecret() {
        Keycloak.knowsNothingOf(server, "renewed");
        Token.asAdmin().body(description("renewed")).post("/v1/services").then().statusCode(201);

        Token.asAdmin()
                .post("/v1/services/renewed/credentials")
                .then()
                .statusCode(201)
                .body("clientSecret", equalTo("s3cret-renewed"));

        server.verify(
                2,
                postRequestedFor(
                        urlPathEqualTo(
                                "/auth/admin/realms/notifications/clients/id-renewed/client-secret")));
        Token.asAdmin().post("/v1/services/nobody/credentials").then().statusCode(404);
    }

    @Test
    void saysAllThatIsWrongWithADescription() {
        WireMock.configureFor(server.port());

        Token.asAdmin()
                .body(
                        """
                        {"slug":"Caf 92","name":"CAF\\r\\nBcc: x@y.fr","contact":"a@x.fr;b@y.fr",
                         "replyTo":"x@y.fr\\r\\nBcc: z@z.fr"}""")
                .post("/v1/services")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors.field", hasItems("slug", "name", "contact", "replyTo"))
                .body(
                        "errors.code",
                        hasItems("slug-invalid", "control-character", "two-addresses"));
    }

    @Test
    void onlyAdministratorsCreateServices() {
        Token.as("caf-92")
                .body(description("mine"))
                .post("/v1/services")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:notifications:problem:scope-missing"))
                .body("detail", containsString("notifications:admin"));
    }

    private static String description(String slug) {
        return """
        {"slug":"%s","name":"Service %s","contact":"contact@%s.example",\
        "replyTo":"accueil@%s.example"}"""
                .formatted(slug, slug, slug, slug);
    }
}
