package fr.gouv.notifications.preferences;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;

/** Plays the gateway as a caller of the internal API. */
public final class Tokens {

    /** A request with the token of the gateway. */
    public static RequestSpecification gateway() {
        return given().auth().oauth2(withScope("notifications:internal"));
    }

    /** A token with this scope only. */
    public static String withScope(String scope) {
        return Jwt.preferredUserName("service-account-gateway")
                .claim("scope", scope)
                .audience("notifications")
                .issuer("https://server.example.com")
                .jws()
                .keyId("1")
                .sign();
    }

    private Tokens() {}
}
