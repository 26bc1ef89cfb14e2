package fr.gouv.notifications.gateway.template;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class TemplatesTest {

    private static final String FIRST =
            """
            {"name":"Reçu","category":"optional",
             "email":{"subject":"Reçu ((n°))","body":"Bonjour ((prénom)),\\n\\n((détail??* un\\n* deux))"},
             "sms":{"text":"Reçu ((n°)) €"},"letter":{"body":"# Reçu ((n°))"}}""";

    @OidcWireMock WireMockServer server;
    @Inject EntityManager database;

    private String service;

    @BeforeEach
    void createAService() {
        service = Tenancy.begun(server);
    }

    @Test
    void versionsFollowTheContent() {
        put("recu", FIRST, 201).body("version", equalTo(1)).body("publishedAt", notNullValue());
        put("recu", FIRST, 200).body("version", equalTo(1));
        put("recu", FIRST.replace("Reçu ((n°))\"", "Votre reçu ((n°))\""), 200)
                .body("version", equalTo(2))
                .body("placeholders", contains("n°", "prénom", "détail"));

        Token.as(service)
                .get("/v1/templates/recu/versions/1")
                .then()
                .statusCode(200)
                .body("email.subject", equalTo("Reçu ((n°))"));
        Token.as(service)
                .get("/v1/templates/recu")
                .then()
                .statusCode(200)
                .body("version", equalTo(2));
        Token.as(service)
                .get("/v1/templates")
                .then()
                .statusCode(200)
                .body("items.slug", contains("recu"))
                .body("items[0].channels", contains("email", "sms", "letter"));
    }

    @Test
    @Transactional
    void aPublishedVersionCannotBeRewritten() {
        put("fixe", FIRST, 201);

        Assertions.assertThatThrownBy(
                        () ->
                                database.createNativeQuery(
                                                "update template_version set content = '{}' where"
                                                        + " content like '%Reçu%'")
                                        .executeUpdate())
                .hasMessageContaining("immutable");
    }

    @Test
    void anArchivedTemplateCanBeReadAndDoesNotComeBack() {
        put("ancien", FIRST, 201);
        Token.as(service).delete("/v1/templates/ancien").then().statusCode(204);
        Token.as(service).delete("/v1/templates/ancien").then().statusCode(204);

        Token.as(service)
                .get("/v1/templates/ancien")
                .then()
                .statusCode(200)
                .body("archivedAt", notNullValue());
        put("ancien", FIRST, 409)
                .body("type", equalTo("urn:notifications:problem:template-archived"));
        Token.as(service).delete("/v1/templates/jamais").then().statusCode(404);
    }

    @Test
    void previewsEveryChannel() {
        put("recu", FIRST, 201);

        Token.as(service)
                .body(
                        "{\"values\":{\"N°\":42,\"prenom\":\"x\",\"prénom\":\"<b>Zoé</b>\",\"détail\":true}}")
                .post("/v1/templates/recu/preview")
                .then()
                .statusCode(200)
                .body("email.subject", equalTo("Reçu 42"))
                .body(
                        "email.html",
                        equalTo(
                                """
                                <p>Bonjour <bdi>&lt;b&gt;Zoé&lt;/b&gt;</bdi>,</p>
                                <ul>
                                <li>un</li>
                                <li>deux</li>
                                </ul>
                                """))
                .body("email.text", equalTo("Bonjour <b>Zoé</b>,\n\n• un\n• deux"))
                .body("sms.text", equalTo("Reçu 42 €"))
                .body("sms.encoding", equalTo("ucs-2"))
                .body("sms.segments", equalTo(1))
                .body("letter.text", notNullValue());
    }

    @Test
    void previewNamesAllMissingValues() {
        put("recu", FIRST, 201);

        Token.as(service)
                .body("{}")
                .post("/v1/templates/recu/preview")
                .then()
                .statusCode(422)
                .body(
                        "errors.field",
                        containsInAnyOrder("values.n°", "values.prénom", "values.détail"));
        Token.as(service)
                .body("{\"values\":{},\"version\":7}")
                .post("/v1/templates/recu/preview")
                .then()
                .statusCode(404);
    }

    @Test
    void whatCannotBePublishedIsSaidAtOnce() {
        put(
                        "faux",
                        """
                        {"name":"a\\r\\nb","category":"sometimes",
                         "email":{"subject":"x\\nBcc: y","body":"[a](javascript:x) [b](https://((h)).fr) \\u0000"}}""",
                        422)
                .body(
                        "errors.field",
                        containsInAnyOrder("category", "name", "email.subject", "email.body"))
                .body("errors.code", hasItem("line-break"));
        put(
                        "faux",
                        """
                        {"name":"n","category":"optional",
                         "email":{"subject":"x","body":"[a](javascript:x) [b](https://((h)).fr)"}}""",
                        422)
                .body("errors.code", contains("link-target", "link-target"));
        put("faux", "{\"name\":\"n\",\"category\":\"optional\"}", 422)
                .body("errors.code", contains("no-channel"));
        put("FAUX", FIRST, 422).body("errors.code", contains("slug-invalid"));
        Token.as(service).get("/v1/templates/faux").then().statusCode(404);
    }

    @Test
    void saysWhatCouldBeBetterAndPublishesItAllTheSame() {
        var body =
                """
                {"name":"Lien","category":"optional","email":{"subject":"Votre dossier",
                 "body":"Vous avez fait une demande. Téléphone : 32 30.\\n\\n[Votre dossier](https://ailleurs.example/((n°)))"}}""";
        put("lien", body, 201).body("advice", empty());

        Token.as(service)
                .body("{\"hosts\":[\" CAF.fr\",\"ailleurs\"]}")
                .put("/v1/link-hosts")
                .then()
                .statusCode(422)
                .body("errors.field", contains("hosts[1]"));
        Token.as(service)
                .body("{\"hosts\":[\" CAF.fr\",\"gouv.fr\"]}")
                .put("/v1/link-hosts")
                .then()
                .statusCode(200)
                .body("hosts", contains("caf.fr", "gouv.fr"));
        Token.as(service)
                .get("/v1/link-hosts")
                .then()
                .statusCode(200)
                .body("hosts", contains("caf.fr", "gouv.fr"));

        put("lien", body, 200).body("advice.code", contains("link-host-undeclared"));
        Token.as(service)
                .get("/v1/templates/lien/check")
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("advice.code", contains("link-host-undeclared"))
                .body("spam", nullValue());
        Token.as(service).get("/v1/templates/lien/check?version=2").then().statusCode(404);
        var other = Tenancy.withTemplate(server);
        Token.as(other).get("/v1/templates/lien/check").then().statusCode(404);
        Token.as(other).get("/v1/link-hosts").then().statusCode(200).body("hosts", empty());
    }

    @Test
    void anotherServiceSeesNothing() {
        put("secret", FIRST, 201);
        var other = Tenancy.begun(server);

        Token.as(other).get("/v1/templates/secret").then().statusCode(404);
        Token.as(other).get("/v1/templates/secret/versions/1").then().statusCode(404);
        Token.as(other).delete("/v1/templates/secret").then().statusCode(404);
        Token.as(other).body("{}").post("/v1/templates/secret/preview").then().statusCode(404);
        Token.as(other).get("/v1/templates").then().body("items", equalTo(List.of()));
        Token.as(other).body(FIRST).put("/v1/templates/secret").then().statusCode(201);
        Token.as(service)
                .get("/v1/templates/secret")
                .then()
                .statusCode(200)
                .body("archivedAt", nullValue());
    }

    private ValidatableResponse put(String slug, String body, int status) {
        return Token.as(service).body(body).put("/v1/templates/" + slug).then().statusCode(status);
    }
}
