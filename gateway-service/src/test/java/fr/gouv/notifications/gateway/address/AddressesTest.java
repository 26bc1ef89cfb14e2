package fr.gouv.notifications.gateway.address;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.TestDns;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class AddressesTest {

    @OidcWireMock WireMockServer server;

    private TestDns dns;
    private String service;

    @BeforeEach
    void createAService() {
        service = Tenancy.withTemplate(server);
    }

    @Test
    void tellsTheUsualFormAndTheDoubts() {
        check("{\"email\":\" Zoe.Seed@GMIAL.com \"}")
                .statusCode(200)
                .body("usable", equalTo(true))
                .body("email", equalTo("Zoe.Seed@gmial.com"))
                .body("hints", hasSize(1))
                .body("hints[0].suggestion", equalTo("gmail.com"))
                .body("error", nullValue());
    }

    @Test
    void tellsWhyAnAddressCannotBeUsed() {
        check("{\"email\":\"a@exemple.fr;b@exemple.fr\"}")
                .statusCode(200)
                .body("usable", equalTo(false))
                .body("error.code", equalTo("two-addresses"))
                .body("email", nullValue());
    }

    @Test
    void tellsTheUsualFormOfANumber() {
        check("{\"phone\":\"06 12 34 56 78\"}")
                .statusCode(200)
                .body("usable", equalTo(true))
                .body("phone", equalTo("+33612345678"))
                .body("hints", hasSize(0));
    }

    @Test
    void tellsThatADomainTakesNoMail() {
        dns.with("mairie-de-null.fr", "MX", "0 .");

        check("{\"email\":\"zoe.seed@Mairie-de-Null.fr\"}")
                .statusCode(200)
                .body("usable", equalTo(true))
                .body("hints", hasSize(1))
                .body("hints[0].code", equalTo("domain-without-mail"))
                .body("hints[0].sentence", containsString("ne recevoir aucun e-mail"));
    }

    @Test
    void wantsOneAddress() {
        check("{}").statusCode(422).body("errors[0].code", equalTo("required"));
        check("{\"email\":\"a@exemple.fr\",\"phone\":\"0612345678\"}")
                .statusCode(422)
                .body("errors[0].code", equalTo("two-addresses"));
    }

    private ValidatableResponse check(String body) {
        return Token.as(service).body(body).post("/v1/addresses/check").then();
    }
}
