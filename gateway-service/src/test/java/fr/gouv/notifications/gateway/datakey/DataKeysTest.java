package fr.gouv.notifications.gateway.datakey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class DataKeysTest {

    @OidcWireMock WireMockServer server;
    @Inject StoredDataKeys keys;
    @Inject EntityManager database;
    @Inject InstantSource clock;

    private String service;
    private LocalDate today;

    @BeforeEach
    void createAService() {
        service = Tenancy.begun(server);
        today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Test
    void oneKeyForOneDay() {
        var first = key(today, 200).extract().<String>path("key");

        assertThat(Base64.getDecoder().decode(first)).hasSize(32);
        key(today, 200).body("key", equalTo(first)).body("service", equalTo(service));
    }

    @Test
    void replicasThatAskAtOnceGetTheSameKey() {
        var found = new HashSet<String>();
        try (var replicas = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, 16)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(this::todaysKey, replicas))
                    .toList()
                    .forEach(each -> found.add(each.join()));
        }

        assertThat(found).hasSize(1);
    }

    @Test
    void theDatabaseHoldsNoKeyInClear() {
        var key = todaysKey();

        var wrapped =
                (byte[])
                        database.createNativeQuery(
                                        "select wrapped from data_key where service = :service")
                                .setParameter("service", service)
                                .getSingleResult();

        assertThat(wrapped).hasSize(12 + 32 + 16);
        assertThat(Base64.getEncoder().encodeToString(wrapped)).doesNotContain(key);
    }

    @Test
    void aDestroyedKeyIsGone() {
        todaysKey();
        QuarkusTransaction.requiringNew()
                .run(
                        () ->
                                database.createNativeQuery(
                                                "update data_key set wrapped = null, destroyed_at ="
                                                        + " now() where service = :service")
                                        .setParameter("service", service)
                                        .executeUpdate());

        key(today, 410).body("type", equalTo("urn:notifications:problem:data-key-destroyed"));
    }

    @Test
    void noKeyIsMadeForThePastOrForNobody() {
        key(today.minusDays(30), 404);
        internal().get("/internal/data-keys/nobody/" + today).then().statusCode(404);
        internal().get("/internal/data-keys/" + service + "/today").then().statusCode(400);
    }

    @Test
    void onlyThePlatformItselfGetsKeys() {
        Token.as(service)
                .get("/internal/data-keys/" + service + "/" + today)
                .then()
                .statusCode(403);
        Token.asAdmin().get("/internal/data-keys/" + service + "/" + today).then().statusCode(403);
    }

    private String todaysKey() {
        if (keys.find(service, today) instanceof StoredDataKeys.Found.Key(var key)) {
            return Base64.getEncoder().encodeToString(key);
        }
        throw new AssertionError("no key of today");
    }

    private ValidatableResponse key(LocalDate day, int status) {
        return internal()
                .get("/internal/data-keys/" + service + "/" + day)
                .then()
                .statusCode(status);
    }

    private static RequestSpecification internal() {
        return Token.with(Token.withoutService("dispatch", "notifications:internal"));
    }
}
