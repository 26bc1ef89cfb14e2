package fr.gouv.notifications.gateway.testing;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.util.UUID;

/** Gives a test a service of its own, so that no test sees what another one left. */
public final class Tenancy {

    private static final String APPOINTMENT =
            """
            {"name":"Rappel de rendez-vous","category":"mandatory",
             "email":{"subject":"Votre rendez-vous du ((date))",
                      "body":"# Bonjour ((prénom))\\n\\nLe ((date)). ((urgent??C'est urgent.))"}}""";

    /** A new service that is known here and at Keycloak; its slug. */
    public static String begun(WireMockServer server) {
        var slug = "s" + UUID.randomUUID().toString().substring(0, 8);
        Keycloak.knowsNothingOf(server, slug);
        Token.asAdmin()
                .body(
                        """
                        {"slug":"%s","name":"Service %s","contact":"contact@%s.example",
                         "replyTo":"reponse@%s.example"}"""
                                .formatted(slug, slug, slug, slug))
                .post("/v1/services")
                .then()
                .statusCode(201);
        return slug;
    }

    /** A new service with the template {@code rdv-rappel}, which needs prénom, date and urgent. */
    public static String withTemplate(WireMockServer server) {
        var slug = begun(server);
        Token.as(slug).body(APPOINTMENT).put("/v1/templates/rdv-rappel").then().statusCode(201);
        return slug;
    }

    private Tenancy() {}
}
