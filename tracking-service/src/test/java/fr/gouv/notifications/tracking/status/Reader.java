package fr.gouv.notifications.tracking.status;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import java.util.UUID;

/** Plays the gateway, which reads on behalf of services. */
final class Reader {

    static RequestSpecification gateway() {
        return given().auth().oauth2(token("notifications:internal"));
    }

    static String token(String scope) {
        return Jwt.preferredUserName("service-account-gateway")
                .claim("scope", scope)
                .audience("notifications")
                .issuer("https://server.example.com")
                .jws()
                .keyId("1")
                .sign();
    }

    static ValidatableResponse asks(String service, UUID id) {
        return gateway().get("/internal/notifications/{service}/{id}", service, id).then();
    }

    /** What is known of a notification; empty as long as nothing is. */
    static JsonPath knows(Facts facts) {
        return asks(facts.service(), facts.id()).extract().jsonPath();
    }

    private Reader() {}
}
