package fr.gouv.notifications.gateway.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.idempotency.Claim;
import fr.gouv.notifications.gateway.idempotency.IdempotencyConfig;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKeys;
import fr.gouv.notifications.gateway.idempotency.Reservation;
import fr.gouv.notifications.gateway.problem.Binding;
import fr.gouv.notifications.gateway.problem.StrictJson;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.Response;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scars 1 and 2: asking twice, being notified once. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class IdempotencyTest {

    private static final String REPLAYED = "Idempotency-Replayed";

    @OidcWireMock WireMockServer server;

    @Inject IdempotencyKeys keys;
    @Inject Fingerprints fingerprints;
    @Inject AgroalDataSource dataSource;
    @Inject InstantSource clock;
    @Inject Broker broker;
    @Inject FactPublisher publisher;
    @Inject KafkaClientService clients;
    @Inject Broker.Config brokerConfig;
    @Inject MeterRegistry metrics;
    @Inject PrepareNotification preparation;
    @Inject AcceptNotifications acceptance;
    @Inject NotificationIds ids;
    @Inject ObjectMapper json;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;
    private @Nullable String marker;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
        tap = new FactTap(bootstrap, Topics.REQUESTED_EXPRESS, Topics.REQUESTED_BULK);
    }

    @AfterEach
    void closeTheTap() {
        tap.close();
    }

    @Test
    void fiftyAtOnceAreOneNotificationAndFiftyIdenticalAnswers() throws Exception {
        var answers = new ArrayList<Response>();
        try (var clientsAtOnce = Executors.newFixedThreadPool(50)) {
            Callable<Response> request = () -> post("\"fifty\"", body("zoe.seed@exemple.fr"));
            for (var answer : clientsAtOnce.invokeAll(Collections.nCopies(50, request))) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).extracting(Response::statusCode).containsOnly(201);
        assertThat(answers)
                .extracting(answer -> answer.asString())
                .hasSize(50)
                .containsOnly(answers.getFirst().asString());
        assertThat(answers).filteredOn(answer -> answer.header(REPLAYED) == null).hasSize(1);
        assertThat(answers.getFirst().<String>path("reference")).isEqualTo("dossier-seed");
        await().untilAsserted(
                        () ->
                                assertThat(heard())
                                        .containsExactly(answers.getFirst().<String>path("id")));
    }

    @Test
    void anotherBodyIsRefusedAndTheFieldsAreNamed() {
        post("once", body("zoe@exemple.fr")).then().statusCode(201).header(REPLAYED, nullValue());

        post(
                        "once",
                        """
                        {"template":"rdv-rappel","to":{"phone":"+33639980001"},
                         "values":{"prénom":"Zoé","date":"4 mai","urgent":false},
                         "reference":"dossier-seed"}""")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:idempotency-key-reused"))
                .body("errors.field", contains("to.email", "to.phone", "values.date"));
        await().untilAsserted(() -> assertThat(heard()).hasSize(1));
    }

    @Test
    void theOrderOfFieldsIsNoDifference() {
        var first = post("order", body("zoe@exemple.fr"));

        post(
                        "\"order\"",
                        """
                        { "reference":"dossier-seed", "to":{"email":"zoe@exemple.fr"},
                         "values":{"urgent":false,"date":"3 mai","prénom":"Zoé"},
                         "lane":null,"template":"rdv-rappel"}""")
                .then()
                .statusCode(201)
                .header(REPLAYED, "true")
                .header("Location", first.header("Location"))
                .body(equalTo(first.asString()));
    }

    @Test
    void keysOfTwoServicesAreIndependent() {
        var other = Tenancy.withTemplate(server);
        var mine = post("shared", body("zoe@exemple.fr")).<String>path("id");

        Token.as(other)
                .header("Idempotency-Key", "shared")
                .body(body("leo@exemple.fr"))
                .post("/v1/notifications")
                .then()
                .statusCode(201)
                .header(REPLAYED, nullValue())
                .body("id", not(equalTo(mine)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "a,b", "\"a b\"", "\"\""})
    void aMalformedKeyIsRefused(String key) {
        post(key, body("zoe@exemple.fr"))
                .then()
                .statusCode(400)
                .body("errors.field", contains("Idempotency-Key"));
    }

    @Test
    void aRefusalLeavesTheKeyForTheCorrectedRequest() {
        post("corrected", body("zoe@exemple")).then().statusCode(422);

        post("corrected", body("zoe@exemple.fr"))
                .then()
                .statusCode(201)
                .header(REPLAYED, nullValue());
    }

    @Test
    void whatIsInProgressElsewhereIsWaitedForAndThenRefused() {
        var impatient =
                new SubmitNotifications(
                        preparation,
                        acceptance,
                        keys,
                        new Impatient(),
                        fingerprints,
                        ids,
                        json,
                        clock);
        QuarkusMock.installMockForType(impatient, SubmitNotifications.class);
        begin("busy");

        post("busy", body("zoe@exemple.fr"))
                .then()
                .statusCode(409)
                .header("Retry-After", "1")
                .body("type", equalTo("urn:notifications:problem:idempotency-in-progress"));
        await().untilAsserted(() -> assertThat(heard()).isEmpty());
    }

    @Test
    void whatACrashLeftIsTakenOverUnderTheSameId() throws SQLException {
        var id = begin("crashed");
        try (var connection = dataSource.getConnection();
                var lapse =
                        connection.prepareStatement(
                                "update idempotency set leased_until = now() - interval '1 minute'"
                                        + " where service = ?")) {
            lapse.setString(1, service);
            assertThat(lapse.executeUpdate()).isEqualTo(1);
        }

        post("crashed", body("zoe@exemple.fr"))
                .then()
                .statusCode(201)
                .body("id", equalTo(id.toString()));
        await().untilAsserted(() -> assertThat(heard()).containsExactly(id.toString()));
    }

    @Test
    void afterA503TheSameRequestIsAcceptedUnderTheIdItAlreadyHas() throws SQLException {
        var real = ClientProxy.unwrap(broker);
        QuarkusMock.installMockForType(
                new Broker(publisher, clients, brokerConfig, metrics), Broker.class);
        post("again", body("zoe@exemple.fr")).then().statusCode(503);
        var id = stored().getFirst();
        QuarkusMock.installMockForType(real, Broker.class);

        post("again", body("leo@exemple.fr"))
                .then()
                .statusCode(422)
                .body("errors.field", contains("to.email"));
        post("again", body("zoe@exemple.fr")).then().statusCode(201).body("id", equalTo(id));
    }

    @Test
    void keepsNothingOfThePerson() throws SQLException {
        post("zoe.seed@exemple.fr", body("zoe.seed@exemple.fr")).then().statusCode(201);

        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "select idempotency::text from idempotency where service = ?")) {
            statement.setString(1, service);
            var row = statement.executeQuery();
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).contains("rdv-rappel").doesNotContain("seed", "Zoé");
        }
    }

    @Test
    void withoutAKeyNothingIsKept() throws SQLException {
        Token.as(service)
                .body(body("zoe@exemple.fr"))
                .post("/v1/notifications")
                .then()
                .statusCode(201);

        assertThat(stored()).isEmpty();
    }

    @Test
    void manyKeysAreReservedAtOnceAndEachIsAnswered() {
        var first = claim("one", "zoe@exemple.fr");
        var other = claim("one", "leo@exemple.fr");
        var done =
                (Reservation.Ours) keys.reserve(List.of(claim("done", "a@exemple.fr"))).getFirst();
        keys.complete(Map.of(done, "answer"));

        var reservations =
                keys.reserve(
                        List.of(
                                first,
                                claim("done", "a@exemple.fr"),
                                first,
                                other,
                                claim("two", "zoe@exemple.fr")));

        assertThat(reservations.get(0))
                .isInstanceOfSatisfying(
                        Reservation.Ours.class,
                        ours -> assertThat(ours.notification()).isEqualTo(first.notification()));
        assertThat(reservations.get(1))
                .isEqualTo(new Reservation.Answered(done.notification(), "answer"));
        assertThat(reservations.get(2)).isEqualTo(new Reservation.Repeated(0));
        assertThat(reservations.get(3)).isInstanceOf(Reservation.Differs.class);
        assertThat(reservations.get(4)).isInstanceOf(Reservation.Ours.class);
        assertThat(keys.reserve(List.of(first))).containsExactly(new Reservation.InProgress());
    }

    @Test
    void aKeyThatMayHaveBeenToldIsNotForgotten() throws SQLException {
        var claim = claim("told", "zoe@exemple.fr");
        var ours = (Reservation.Ours) keys.reserve(List.of(claim)).getFirst();
        keys.release(List.of(ours));
        var again =
                (Reservation.Ours)
                        keys.reserve(List.of(claim("told", "zoe@exemple.fr"))).getFirst();

        keys.forget(List.of(again));

        assertThat(again.notification()).isEqualTo(ours.notification());
        assertThat(stored()).containsExactly(ours.notification().toString());
    }

    private UUID begin(String key) {
        var claim = claim(key, "zoe@exemple.fr");
        assertThat(keys.reserve(List.of(claim)).getFirst()).isInstanceOf(Reservation.Ours.class);
        return claim.notification();
    }

    private Claim claim(String key, String email) {
        var parsed = IdempotencyKey.ofRequest(key);
        var body = Binding.bind(StrictJson.read(body(email).getBytes(UTF_8)), SubmissionBody.class);
        return new Claim(
                service,
                parsed,
                ids.mint(service, Instant.parse("2026-11-23T08:00:00Z")),
                fingerprints.of(service, parsed, body));
    }

    private List<String> stored() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "select notification from idempotency where service = ?")) {
            statement.setString(1, service);
            var rows = statement.executeQuery();
            var ids = new ArrayList<String>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    /** The ids of this service that the broker has heard, once it has heard a last one. */
    private List<String> heard() {
        if (marker == null) {
            marker = tellMarker();
        }
        var ofService = "\"service\":\"" + service + "\"";
        return tap.records().stream()
                .filter(record -> new String(record.value(), UTF_8).contains(ofService))
                .map(record -> record.key())
                .filter(key -> !key.equals(marker))
                .toList();
    }

    private String tellMarker() {
        var last =
                Token.as(service)
                        .body(body("marker@exemple.fr"))
                        .post("/v1/notifications")
                        .then()
                        .statusCode(201)
                        .extract()
                        .<String>path("id");
        await().until(() -> tap.records().stream().anyMatch(record -> last.equals(record.key())));
        return last;
    }

    private Response post(String key, String body) {
        return Token.as(service)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/notifications");
    }

    private static String body(String email) {
        return """
        {"template":"rdv-rappel","to":{"email":"%s"},"reference":"dossier-seed",
         "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}"""
                .formatted(email);
    }

    private record Impatient() implements IdempotencyConfig {

        @Override
        public Duration keptFor() {
            return Duration.ofDays(7);
        }

        @Override
        public Duration lease() {
            return Duration.ofSeconds(15);
        }

        @Override
        public Duration patience() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration sweepEvery() {
            return Duration.ofHours(1);
        }

        @Override
        public int sweepBatch() {
            return 1;
        }
    }
}
