package fr.gouv.notifications.gateway.sender;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class SenderTest {

    @OidcWireMock WireMockServer server;

    private String service;
    private String domain;

    @BeforeEach
    void begin() {
        service = Tenancy.begun(server);
        domain = service + ".example";
    }

    @Test
    void aServiceWritesFromThePlatformsDomainUntilItHasItsOwn() {
        Token.as(service)
                .get(path(service))
                .then()
                .statusCode(200)
                .body("from", equalTo(service + "@notif.test"))
                .body("replyTo", equalTo("reponse@" + domain));
        add(domain);

        set("""
                        {"displayName":"CAF","replyTo":"accueil@%s","localPart":"rdv","domain":"%s"}"""
                        .formatted(domain, domain))
                .statusCode(200)
                .body("from", equalTo("rdv@" + domain));

        Token.asAdmin()
                .get("/v1/services/" + service)
                .then()
                .body("from", equalTo("rdv@" + domain))
                .body("name", equalTo("CAF"))
                .body("replyTo", equalTo("accueil@" + domain));
        Token.asAdmin()
                .queryParam("subject", service)
                .get("/v1/operations/audit")
                .then()
                .body("items.action", hasItem("sender-set"));
        Token.as(service)
                .delete("/v1/domains/" + domain)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:notifications:problem:domain-in-use"));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        set("{\"displayName\":\"a@b\",\"replyTo\":\"noreply@caf.example\",\"domain\":\"autre.example\"}")
                .statusCode(422)
                .body("errors.field", hasItems("displayName", "replyTo", "domain"))
                .body("errors.code", hasItems("reply-to-unread", "domain-not-yours"))
                .body("errors.remedy", hasItem(containsString("reach somebody")));
        set("{}").statusCode(422).body("errors.field", hasItems("displayName", "replyTo"));
        set("{\"displayName\":\"CAF\",\"replyTo\":\"x@notif.test\"}")
                .statusCode(422)
                .body("errors.code", hasItem("reply-to-loops"));
    }

    @Test
    void nobodyWritesInTheNameOfAnothersDomain() {
        add(domain);
        var stranger = Tenancy.begun(server);

        Token.as(stranger)
                .body(
                        """
                        {"displayName":"CAF","replyTo":"a@b.example","localPart":"rdv","domain":"%s"}"""
                                .formatted(domain))
                .put(path(stranger))
                .then()
                .statusCode(422)
                .body("errors.code", hasItem("domain-not-yours"));
        Token.as(stranger).get(path(service)).then().statusCode(404);
        Token.as(stranger).body("{}").put(path(service)).then().statusCode(404);
    }

    @Test
    void aServiceIsNotCreatedWithoutSomebodyWhoReadsAnswers() {
        Token.asAdmin()
                .body("{\"slug\":\"sans-reponse\",\"name\":\"S\",\"contact\":\"c@s.example\"}")
                .post("/v1/services")
                .then()
                .statusCode(422)
                .body("errors.field", hasItem("replyTo"));
        Token.asAdmin()
                .body(
                        """
                        {"slug":"sans-reponse","name":"S","contact":"c@s.example",
                         "replyTo":"ne-pas-repondre@s.example"}""")
                .post("/v1/services")
                .then()
                .statusCode(422)
                .body("errors[0].code", equalTo("reply-to-unread"));
    }

    private void add(String name) {
        Token.as(service)
                .body("{\"domain\":\"" + name + "\"}")
                .post("/v1/domains")
                .then()
                .statusCode(201);
    }

    private ValidatableResponse set(String body) {
        return Token.as(service).body(body).put(path(service)).then();
    }

    private static String path(String slug) {
        return "/v1/services/" + slug + "/sender";
    }
}
