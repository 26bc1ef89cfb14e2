package fr.gouv.notifications.gateway.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.TestDns;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class SenderTest {

    @OidcWireMock WireMockServer server;

    /** Injected by GatewayResource. */
    TestDns dns;

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

    @Test
    void aDomainThatIsNotGreenWritesToItsTestersOnlyAndToAllWhenItIs() {
        var sender = Tenancy.withTemplate(server);
        var own = sender + ".example";
        var keys =
                Token.as(sender)
                        .body("{\"domain\":\"" + own + "\"}")
                        .post("/v1/domains")
                        .then()
                        .statusCode(201)
                        .extract();
        Token.as(sender)
                .body(
                        """
                        {"displayName":"CAF","replyTo":"accueil@%s","localPart":"rdv","domain":"%s"}"""
                                .formatted(own, own))
                .put(path(sender))
                .then()
                .statusCode(200);
        send(sender, "ines@boite.test")
                .statusCode(422)
                .body("errors[0].code", equalTo("sender-domain-not-ready"))
                .body("errors[0].remedy", containsString("/v1/domains/" + own + "/check"));
        Token.as(sender)
                .body("{\"addresses\":[\"Ines@boite.test\"]}")
                .put("/v1/domains/" + own + "/test-recipients")
                .then()
                .statusCode(200)
                .body("testRecipients", equalTo(1))
                .body("sending", equalTo("test-recipients-only"));
        await().untilAsserted(() -> send(sender, "ines@boite.test").statusCode(201));
        send(sender, "autre@boite.test").statusCode(422);

        for (var n = 0; n < 2; n++) {
            dns.text(
                    keys.path("keys[%d].record.name".formatted(n)),
                    keys.path("keys[%d].record.value".formatted(n)));
        }
        dns.with(own, "MX", "10 mx." + own + ".")
                .text("_dmarc." + own, "v=DMARC1; p=none; rua=mailto:d@" + own);
        dns.without("notif.test");
        dns.text("notif.test", "v=spf1 -all");
        Token.as(sender)
                .post("/v1/domains/" + own + "/check")
                .then()
                .statusCode(200)
                .body("state", equalTo("green"))
                .body("sending", equalTo("everybody"))
                .body("findings.check", hasItems("mx", "spf", "dmarc", "mta-sts"));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> send(sender, "autre@boite.test").statusCode(201));

        dns.without("_dmarc." + own);
        Token.as(sender)
                .post("/v1/domains/" + own + "/check")
                .then()
                .body("state", equalTo("red"))
                .body("findings.find { it.check == 'dmarc' }.record.type", equalTo("TXT"));
        assertThat(Token.asAdmin().get("/q/metrics").asString())
                .contains("notifications_domains_drifted_total 1.0");
        Token.as(service).get("/v1/domains/" + own + "/check").then().statusCode(404);
        Token.as(service).post("/v1/domains/" + own + "/check").then().statusCode(404);
    }

    private static ValidatableResponse send(String sender, String address) {
        return Token.as(sender)
                .body(
                        """
                        {"template":"rdv-rappel","to":{"email":"%s"},
                         "values":{"prénom":"Inès","date":"3 mai","urgent":false}}"""
                                .formatted(address))
                .post("/v1/notifications")
                .then();
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
