package fr.gouv.notifications.gateway.testing;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import java.time.Duration;
import java.time.Instant;

/** Plays the clients of the API, each with a token as Keycloak would issue it. */
public final class Token {

    private static final String ISSUER = "https://server.example.com";
    private static final String AUDIENCE = "notifications";

    /** Everything that a service may do by itself. */
    public static final String TENANT_SCOPES =
            "notifications:send notifications:read notifications:manage";

    /** A request of this service, with JSON. */
    public static RequestSpecification as(String service) {
        return with(ofService(service, TENANT_SCOPES));
    }

    /** A request of an administrator of the platform, with JSON. */
    public static RequestSpecification asAdmin() {
        return with(withoutService("platform-admin", "notifications:admin"));
    }

    /** A request with this token, with JSON. */
    public static RequestSpecification with(String token) {
        return RestAssured.given().auth().oauth2(token).contentType(ContentType.JSON);
    }

    public static String ofService(String service, String scopes) {
        return Jwt.claims()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("service-account-service-" + service)
                .claim("azp", "service-" + service)
                .claim("service", service)
                .claim("scope", scopes)
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("1")
                .sign();
    }

    public static String withoutService(String client, String scopes) {
        return Jwt.claims()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("service-account-" + client)
                .claim("azp", client)
                .claim("scope", scopes)
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("1")
                .sign();
    }

    public static String expired(String service) {
        return Jwt.claims()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("service-account-service-" + service)
                .claim("service", service)
                .claim("scope", TENANT_SCOPES)
                .issuedAt(Instant.parse("2026-01-01T00:00:00Z"))
                .expiresAt(Instant.parse("2026-01-01T00:05:00Z"))
                .jws()
                .keyId("1")
                .sign();
    }

    public static String forAnotherAudience(String service) {
        return Jwt.claims()
                .issuer(ISSUER)
                .audience("another-platform")
                .subject("service-account-service-" + service)
                .claim("service", service)
                .claim("scope", TENANT_SCOPES)
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("1")
                .sign();
    }

    private Token() {}
}
