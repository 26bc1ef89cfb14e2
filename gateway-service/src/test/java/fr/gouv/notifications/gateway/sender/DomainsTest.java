package fr.gouv.notifications.gateway.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.SQLException;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class DomainsTest {

    @OidcWireMock WireMockServer server;
    @Inject AgroalDataSource dataSource;

    private String service;
    private String domain;

    @BeforeEach
    void begin() {
        service = Tenancy.begun(server);
        domain = service + ".example";
    }

    @Test
    void aNewDomainHasTwoKeysWhoseRecordsAreReadyToCopy() throws Exception {
        var added =
                add(domain.toUpperCase(java.util.Locale.ROOT) + ".")
                        .statusCode(201)
                        .body("domain", equalTo(domain))
                        .body("shared", equalTo(false))
                        .body("keys.state", contains("current", "next"))
                        .body("keys[0].record.type", equalTo("TXT"))
                        .body("keys[0].record.name", startsWith("n"))
                        .extract();

        String selector = added.path("keys[0].selector");
        String value = added.path("keys[0].record.value");
        assertThat(added.<String>path("keys[0].record.name"))
                .isEqualTo(selector + "._domainkey." + domain);
        assertThat(value).startsWith("v=DKIM1; k=rsa; p=");
        assertThat(added.<String>path("keys[0].zoneLine"))
                .startsWith(selector + "._domainkey." + domain + ". 3600 IN TXT ( \"v=DKIM1; ")
                .matches(line -> line.split("\"").length == 5, "two strings");
        var given = signing(domain).statusCode(200).body("selector", equalTo(selector)).extract();
        assertThat(belongTogether(privateKey(given.path("key")), publicKey(value))).isTrue();
    }

    @Test
    void theSameDomainAddedAgainStaysAsItIs() {
        String first = add(domain).extract().path("keys[0].record.value");

        add(domain).statusCode(201).body("keys[0].record.value", equalTo(first));
    }

    @Test
    void theDatabaseHoldsNoPrivateKeyInClear() throws SQLException {
        add(domain).statusCode(201);
        var key = Base64.getDecoder().decode(signing(domain).extract().<String>path("key"));

        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "select sealed from signing_key where domain = ?")) {
            statement.setString(1, domain);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var sealed = Base64.getEncoder().encodeToString(rows.getBytes(1));
                    assertThat(sealed)
                            .doesNotContain(
                                    Base64.getEncoder().encodeToString(key).substring(0, 60));
                }
            }
        }
    }

    @Test
    void rotationLetsTheNextKeySignAndKeepsTheOldRecord() {
        var before = add(domain).extract();
        String first = before.path("keys[0].selector");
        String second = before.path("keys[1].selector");

        Token.as(service)
                .post("/v1/domains/" + domain + "/rotate")
                .then()
                .statusCode(200)
                .body("keys.state", contains("current", "next", "retired"))
                .body("keys[0].selector", equalTo(second))
                .body("keys[2].selector", equalTo(first));

        signing(domain).statusCode(200).body("selector", equalTo(second));
        Token.asAdmin()
                .queryParam("subject", domain)
                .get("/v1/operations/audit")
                .then()
                .body("items.action", contains("signing-key-rotated", "domain-added"));
    }

    @Test
    void whatIsRemovedSignsNoMore() {
        add(domain).statusCode(201);

        Token.as(service).delete("/v1/domains/" + domain).then().statusCode(204);

        signing(domain).statusCode(404);
        Token.as(service).get("/v1/domains/" + domain).then().statusCode(404);
        Token.as(service).delete("/v1/domains/" + domain).then().statusCode(404);
    }

    @Test
    void theDomainOfAnotherServiceIsNeitherSeenNorTouchedNorTaken() {
        add(domain).statusCode(201);
        var stranger = Tenancy.begun(server);

        Token.as(stranger).get("/v1/domains/" + domain).then().statusCode(404);
        Token.as(stranger).post("/v1/domains/" + domain + "/rotate").then().statusCode(404);
        Token.as(stranger).delete("/v1/domains/" + domain).then().statusCode(404);
        Token.as(stranger)
                .get("/v1/domains")
                .then()
                .statusCode(200)
                .body("items.domain", not(hasItem(domain)));
        Token.as(stranger)
                .body("{\"domain\":\"" + domain + "\"}")
                .post("/v1/domains")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:notifications:problem:domain-taken"));
        Token.asAdmin().get("/v1/domains").then().body("items.domain", hasItem(domain));
        signing(domain).statusCode(200);
    }

    @Test
    void thePlatformsOwnDomainHasKeysAndIsTouchedByAdministratorsOnly() {
        signing("notif.test").statusCode(200);
        Token.as(service)
                .get("/v1/domains")
                .then()
                .body("items[0].domain", equalTo("notif.test"))
                .body("items[0].shared", equalTo(true));
        Token.as(service).post("/v1/domains/notif.test/rotate").then().statusCode(404);
        Token.as(service).delete("/v1/domains/notif.test").then().statusCode(404);
        Token.asAdmin().delete("/v1/domains/notif.test").then().statusCode(409);
        add("notif.test").statusCode(409);
        add("dessous.notif.test").statusCode(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "caf", "a b.example", "https://caf.example", "x@caf.example", "."})
    void whatIsNoDomainIsNotAdded(String text) {
        add(text).statusCode(422).body("errors[0].field", equalTo("domain"));
    }

    @Test
    void onlyThePlatformItselfGetsPrivateKeys() {
        add(domain).statusCode(201);
        Token.as(service).get("/internal/signing-keys/" + domain).then().statusCode(403);
        Token.asAdmin().get("/internal/signing-keys/" + domain).then().statusCode(403);
        Token.with(Token.ofService(service, "notifications:read"))
                .get("/v1/domains")
                .then()
                .statusCode(403);
        signing("unknown.example").statusCode(404);
        Token.as(service).get("/v1/domains").then().body("items", hasSize(2));
    }

    private ValidatableResponse add(String name) {
        return Token.as(service).body("{\"domain\":\"" + name + "\"}").post("/v1/domains").then();
    }

    private static ValidatableResponse signing(String domain) {
        return Token.with(Token.withoutService("dispatch", "notifications:internal"))
                .get("/internal/signing-keys/" + domain)
                .then();
    }

    private static PrivateKey privateKey(String encoded) throws Exception {
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    }

    private static PublicKey publicKey(String record) throws Exception {
        var encoded = record.substring(record.indexOf("p=") + 2);
        return KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey published) throws Exception {
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(secret);
        signature.update(new byte[] {1, 2, 3});
        var made = signature.sign();
        signature.initVerify(published);
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(made);
    }
}
