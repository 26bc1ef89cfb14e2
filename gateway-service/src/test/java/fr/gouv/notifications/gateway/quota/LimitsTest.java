package fr.gouv.notifications.gateway.quota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class LimitsTest {

    @OidcWireMock WireMockServer server;

    @Inject InstantSource clock;
    @Inject MeterRegistry metrics;
    @Inject AgroalDataSource dataSource;
    @Inject Uses uses;
    @Inject QuotaConfig config;

    private String service;

    @BeforeEach
    void begin() {
        service = Tenancy.begun(server);
    }

    @Test
    void theUsualLimitsHoldUntilOthersAreSet() {
        read().then()
                .statusCode(200)
                .body("service", equalTo(service))
                .body("requestsPerMinute.size", equalTo(6000))
                .body("requestsPerMinute.usual", equalTo(true))
                .body("emailPerDay.size", equalTo(500000))
                .body("emailPerDay.used", equalTo(0))
                .body("emailPerDay.left", equalTo(500000));

        set("{\"emailPerDay\":7,\"smsPerMonth\":0}")
                .then()
                .statusCode(200)
                .body("emailPerDay.size", equalTo(7))
                .body("emailPerDay.usual", equalTo(false));

        read().then()
                .body("emailPerDay.left", equalTo(7))
                .body(
                        "emailPerDay.resetsAt",
                        equalTo(Period.DAY.at(clock.instant()).end().toString()))
                .body("smsPerMonth.size", equalTo(0))
                .body(
                        "smsPerMonth.resetsAt",
                        equalTo(Period.MONTH.at(clock.instant()).end().toString()));
        set("{}").then().statusCode(200).body("emailPerDay.usual", equalTo(true));
    }

    @Test
    void isNotedWhoSetThem() throws SQLException {
        set("{\"emailPerDay\":7}").then().statusCode(200);

        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "select actor from audit where action = 'limits-set' and subject = ?")) {
            statement.setString(1, service);
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("platform-admin");
            }
        }
    }

    @Test
    void saysAllThatIsWrong() {
        set("{\"requestsPerMinute\":0,\"emailPerDay\":-1,\"smsPerDay\":1000000001}")
                .then()
                .statusCode(422)
                .body(
                        "errors.field",
                        equalTo(List.of("requestsPerMinute", "emailPerDay", "smsPerDay")))
                .body("errors.code", hasItems("out-of-range"));
        set("{\"emailsPerDay\":1}")
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("unknown-field"));
        set("{\"emailPerDay\":\"many\"}").then().statusCode(400);
        set("{\"emailPerDay\":1.5}").then().statusCode(400);
    }

    @Test
    void aServiceReadsItsOwnLimitsOnlyAndSetsNone() {
        var stranger = Tenancy.begun(server);

        Token.as(stranger).get(path(service)).then().statusCode(404);
        Token.as(service)
                .body("{}")
                .put(path(service))
                .then()
                .statusCode(403)
                .body("type", containsString("scope-missing"));
        Token.asAdmin().get(path(service)).then().statusCode(200);
        Token.asAdmin().get(path("nobody")).then().statusCode(404);
        Token.asAdmin().body("{}").put(path("nobody")).then().statusCode(404);
    }

    @Test
    void everyAnswerSaysHowManyRequestsAreLeft() {
        set("{\"requestsPerMinute\":100}");
        awaitTheBeginningOfAMinute();

        var first = read();
        var second = Token.as(service).get("/v1/notifications/unknown");

        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"requestsPerMinute\";q=100;w=60");
        assertThat(first.header("RateLimit")).matches("\"requestsPerMinute\";r=99;t=\\d{1,2}");
        assertThat(second.header("RateLimit")).matches("\"requestsPerMinute\";r=98;t=\\d{1,2}");
        assertThat(Token.asAdmin().get(path(service)).header("RateLimit")).isNull();
    }

    @Test
    void tooManyRequestsAreRefusedBeforeTheirBodiesAreRead() {
        set("{\"requestsPerMinute\":3}");
        awaitTheBeginningOfAMinute();
        var refusals = refusals();
        read().then().statusCode(200);
        Token.as(service).body("{").post("/v1/notifications").then().statusCode(400);
        Token.as(service).delete("/v1/batches/" + new UUID(0, 1)).then().statusCode(404);

        var refused = Token.as(service).body("{").post("/v1/notifications");

        refused.then()
                .statusCode(429)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:too-many-requests"))
                .body("limit.name", equalTo("requestsPerMinute"))
                .body("limit.size", equalTo(3))
                .body(
                        "detail",
                        matchesPattern(
                                "requestsPerMinute: 3 requests .* from 20.*\\+0[12]:00 on, .*"));
        var resetsAt = Instant.parse(refused.path("limit.resetsAt"));
        assertThat(resetsAt).isEqualTo(Period.MINUTE.at(clock.instant()).end());
        var wait = Integer.parseInt(refused.header("Retry-After"));
        assertThat(wait).isBetween(1, 60);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"requestsPerMinute\";q=3;w=60");
        assertThat(refused.header("RateLimit"))
                .matches("\"requestsPerMinute\";r=0;t=(" + wait + "|" + (wait - 1) + ")");
        for (var door : List.of("/v1/notifications/batch", "/v1/templates/rdv/preview")) {
            Token.as(service).body("{").post(door).then().statusCode(429);
        }
        Token.as(service)
                .contentType("multipart/form-data; boundary=x")
                .body("--x".getBytes(UTF_8))
                .post("/v1/batches")
                .then()
                .statusCode(429);
        Token.as(service).get("/v1/events").then().statusCode(429);
        assertThat(refusals()).isEqualTo(refusals + 5);
    }

    @Test
    void otherServicesAndStrangersAreNotConcerned() {
        set("{\"requestsPerMinute\":1}");
        awaitTheBeginningOfAMinute();
        read().then().statusCode(200);
        read().then().statusCode(429);

        Token.as(Tenancy.begun(server)).get("/v1/batches").then().statusCode(200);
        Token.with("nonsense").get(path(service)).then().statusCode(401);
        Token.asAdmin().get(path(service)).then().statusCode(200);
    }

    @Test
    void withoutTheDatabaseRequestsPassAndMessagesDoNot() {
        var reader = Tenancy.begun(server);
        var sender = Tenancy.withTemplate(server);
        var real = ClientProxy.unwrap(uses);
        QuarkusMock.installMockForType(new Away(), Uses.class);
        try {
            var passed = Token.as(reader).get("/v1/batches");
            passed.then().statusCode(200);
            assertThat(passed.header("RateLimit")).isNull();

            Token.as(sender)
                    .body(
                            """
                            {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},
                             "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}""")
                    .post("/v1/notifications")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "10")
                    .body("type", containsString("storage-unavailable"));
        } finally {
            QuarkusMock.installMockForType(real, Uses.class);
        }
    }

    private final class Away extends Uses {

        Away() {
            super(dataSource, config);
        }

        @Override
        Grant reserve(Key key, Window window, LongUnaryOperator wish) {
            throw StorageAway.refused();
        }
    }

    private double refusals() {
        return metrics.counter("notifications.quota.refused", "limit", "requestsPerMinute").count();
    }

    /** So that what follows does not fall into two of them. */
    private void awaitTheBeginningOfAMinute() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> clock.instant().getEpochSecond() % 60 < 45);
    }

    private Response read() {
        return Token.as(service).get(path(service));
    }

    private Response set(String limits) {
        return Token.asAdmin().body(limits).put(path(service));
    }

    private static String path(String service) {
        return "/v1/services/" + service + "/limits";
    }
}
