package fr.gouv.notifications.gateway.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class BatchTest {

    private static final String PATH = "/v1/notifications/batch";
    private static final String COMMON =
            "\"common\":{\"template\":\"rdv-rappel\",\"values\":{\"date\":\"3 mai\",\"urgent\":false}}";

    @OidcWireMock WireMockServer server;

    @Inject Broker broker;
    @Inject FactPublisher publisher;
    @Inject KafkaClientService clients;
    @Inject Broker.Config brokerConfig;
    @Inject MeterRegistry metrics;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;
    private List<String> markers = List.of();

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
    void answersEachItemInOrderAndTellsThoseThatAreGood() {
        var ids =
                post(batch(
                                item("zoe@exemple.fr", ""),
                                item("leo@exemple", ""),
                                "17",
                                item("ada@exemple.fr", ",\"surprise\":1"),
                                item("max@exemple.fr", ",\"lane\":\"express\""),
                                item("eve@exemple.fr", ",\"idempotencyKey\":\"a b\"")))
                        .statusCode(200)
                        .body("accepted", equalTo(2))
                        .body("refused", equalTo(4))
                        .body("items.status", contains(201, 422, 400, 400, 201, 422))
                        .body("items[0].notification.lane", equalTo("bulk"))
                        .body("items[1].problem.errors.field", contains("to.email"))
                        .body("items[3].problem.errors.code", contains("unknown-field"))
                        .body("items[4].notification.lane", equalTo("express"))
                        .body("items[5].problem.errors.field", contains("idempotencyKey"))
                        .extract()
                        .<List<String>>path("items.notification.id");

        await().untilAsserted(
                        () ->
                                assertThat(heard())
                                        .containsExactlyInAnyOrder(ids.get(0), ids.get(1)));
    }

    @Test
    void aThousandItemsAreOneBatchAndOneMoreIsNone() {
        post(batch(IntStream.range(0, 1_000).mapToObj(i -> item("u" + i + "@exemple.fr", ""))))
                .statusCode(200)
                .body("accepted", equalTo(1_000));
        post(batch(IntStream.range(0, 1_001).mapToObj(i -> item("u" + i + "@exemple.fr", ""))))
                .statusCode(422)
                .body("errors.code", contains("too-many"));

        await().untilAsserted(() -> assertThat(heard()).hasSize(1_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"items\":[]}",
                "{\"items\":{}}",
                "{\"items\":null}",
                "{\"items\":[{}],\"common\":[]}",
                "{\"items\":[{}],\"common\":{\"idempotencyKey\":\"a\"}}"
            })
    void whatIsNoBatchIsRefusedWhole(String body) {
        post(body).statusCode(422);
    }

    @Test
    void readsEightMebibytes() {
        post("{\"items\":[" + " ".repeat(8 * 1024 * 1024 - 12) + "]}").statusCode(422);
    }

    @Test
    void oneKeyTwiceInABatchIsOneNotification() {
        var ids =
                post(batch(
                                item("zoe@exemple.fr", ",\"idempotencyKey\":\"k\""),
                                item("zoe@exemple.fr", ",\"idempotencyKey\":\"k\""),
                                item("leo@exemple.fr", ",\"idempotencyKey\":\"k\"")))
                        .body("items.status", contains(201, 201, 422))
                        .body("items.replayed", contains(null, true, null))
                        .body("items[2].problem.errors.field", contains("to.email"))
                        .extract()
                        .<List<String>>path("items.notification.id");

        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        await().untilAsserted(() -> assertThat(heard()).containsExactly(ids.getFirst()));
    }

    @Test
    void aRepeatedBatchSendsOnlyWhatWasCorrected() {
        var first = List.of(item("zoe@exemple.fr", ""), item("leo@exemple", ""));
        var ids =
                postWithKey(batch(first.stream()))
                        .body("items.status", contains(201, 422))
                        .header("Idempotency-Replayed", nullValue())
                        .extract()
                        .<List<String>>path("items.notification.id");

        postWithKey(batch(item("zoe@exemple.fr", ""), item("leo@exemple.fr", "")))
                .body("items.status", contains(201, 201))
                .body("items.replayed", contains(true, null))
                .body("items[0].notification.id", equalTo(ids.getFirst()))
                .header("Idempotency-Replayed", nullValue());
        postWithKey(batch(item("zoe@exemple.fr", ""), item("leo@exemple.fr", "")))
                .header("Idempotency-Replayed", "true");
        await().untilAsserted(() -> assertThat(heard()).hasSize(2));
    }

    @Test
    void nothingIsAcceptedWhenTheBrokerIsAwayAndTheSameBatchIsLater() {
        var real = ClientProxy.unwrap(broker);
        QuarkusMock.installMockForType(
                new Broker(publisher, clients, brokerConfig, metrics), Broker.class);
        postWithKey(batch(item("zoe@exemple.fr", ""), item("leo@exemple.fr", "")))
                .statusCode(503)
                .header("Retry-After", "5");
        QuarkusMock.installMockForType(real, Broker.class);

        postWithKey(batch(item("zoe@exemple.fr", ""), item("leo@exemple.fr", "")))
                .statusCode(200)
                .body("accepted", equalTo(2));
        await().untilAsserted(() -> assertThat(heard()).hasSize(2));
    }

    private ValidatableResponse post(String body) {
        return Token.as(service).body(body).post(PATH).then();
    }

    private ValidatableResponse postWithKey(String body) {
        return Token.as(service)
                .header("Idempotency-Key", "\"campaign\"")
                .body(body)
                .post(PATH)
                .then();
    }

    /** The ids of this service that the broker has heard, once it has heard a last one. */
    private List<String> heard() {
        if (markers.isEmpty()) {
            markers = tellMarkers();
        }
        var ofService = "\"service\":\"" + service + "\"";
        return tap.records().stream()
                .filter(record -> new String(record.value(), UTF_8).contains(ofService))
                .map(record -> record.key())
                .filter(key -> !markers.contains(key))
                .toList();
    }

    private List<String> tellMarkers() {
        var last =
                post(batch(item("a@exemple.fr", ""), item("b@exemple.fr", ",\"lane\":\"express\"")))
                        .extract()
                        .<List<String>>path("items.notification.id");
        await().until(
                        () ->
                                tap.records().stream()
                                        .map(record -> record.key())
                                        .collect(Collectors.toSet())
                                        .containsAll(last));
        return last;
    }

    private static String batch(String... items) {
        return batch(List.of(items).stream());
    }

    private static String batch(Stream<String> items) {
        return "{" + COMMON + ",\"items\":[" + items.collect(Collectors.joining(",")) + "]}";
    }

    private static String item(String email, String more) {
        return "{\"to\":{\"email\":\"%s\"},\"values\":{\"prénom\":\"Zoé\"}%s}"
                .formatted(email, more);
    }
}
