package fr.gouv.notifications.gateway.deadletter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.SubmissionAccepted;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.intake.Letter;
import fr.gouv.notifications.gateway.submission.NotificationIds;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class DeadLettersTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "/v1/operations/dead-letters";
    private static final String ADDRESS = "zoe.graine@exemple.fr";
    private static final String WHY = "{\"reason\":\"INC-1207: the new version reads it\"}";

    @OidcWireMock WireMockServer server;

    @Inject NotificationIds ids;
    @Inject KeyRing keys;
    @Inject DeadLetters letters;
    @Inject DeadLetterConfig config;
    @Inject SweepDeadLetters sweeper;
    @Inject MeterRegistry metrics;
    @Inject AgroalDataSource dataSource;
    @Inject InstantSource clock;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private final String reason = "effect-failed-" + UUID.randomUUID();
    private String service;
    private FactTap tap;

    @BeforeEach
    void openTheTap() {
        service = Tenancy.withTemplate(server);
        server.stubFor(
                get(urlPathMatching("/auth/tracking/internal/notifications/.*"))
                        .atPriority(9)
                        .willReturn(aResponse().withStatus(404)));
        tap =
                new FactTap(
                        bootstrap,
                        Topics.REQUESTED_EXPRESS,
                        Topics.DELIVERY_REPORTED,
                        Topics.CANCELLED,
                        Topics.statusOf(service));
    }

    @AfterEach
    void closeTheTap() {
        tap.close();
    }

    @Test
    void whatWasRepairedIsToldAgainUnderItsOwnIdAndOnlyOnce() {
        var fact = requested(inAnHour());
        var id = buried("preferences", fact);

        redrive(id)
                .statusCode(200)
                .body("result", equalTo("redriven"))
                .body("topic", equalTo(Topics.REQUESTED_EXPRESS))
                .body("notificationId", equalTo(fact.notificationId().toString()));
        redrive(id)
                .statusCode(409)
                .body("type", equalTo("urn:notifications:problem:dead-letter-closed"))
                .body("detail", containsString("redriven, by platform-admin"));

        var told = told(fact.notificationId(), 1);
        assertThat(told.getFirst().value()).isEqualTo(FactJson.write(fact));
        assertThat(header(told.getFirst(), "ce_id")).isEqualTo(Envelope.eventId(fact).toString());
        assertThat(told.getFirst().headers().lastHeader("dead-letter-reason")).isNull();
        audit("dead-letter/" + id)
                .body("items", hasSize(1))
                .body("items[0].action", equalTo("dead-letter-redriven"))
                .body("items[0].actor", equalTo("platform-admin"))
                .body("items[0].reason", equalTo("INC-1207: the new version reads it"))
                .body("items[0].before", equalTo("open"))
                .body("items[0].after", equalTo("redriven"));
    }

    @Test
    void ofManyWhoRedriveAtOnceOneDoes() throws Exception {
        var fact = requested(inAnHour());
        var id = buried("dispatch", fact);

        List<Integer> answers;
        try (var callers = Executors.newFixedThreadPool(8)) {
            var calls =
                    IntStream.range(0, 8)
                            .mapToObj(_ -> callers.submit(() -> redrive(id).extract().statusCode()))
                            .toList();
            answers = new java.util.ArrayList<>();
            for (var call : calls) {
                answers.add(call.get());
            }
        }

        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
        told(fact.notificationId(), 1);
    }

    @ParameterizedTest
    @CsvSource({
        "delivered, true, false, already-final",
        "expired, true, false, already-final",
        "cancelled, true, false, cancelled",
        "in-progress, false, true, cancelled",
        "sent, false, false, already-sent"
    })
    void whatIsNoLongerWantedIsNotToldAgain(
            String status, boolean isFinal, boolean isCancelled, String refusal) {
        var fact = requested(inAnHour());
        tracks(fact.notificationId(), status, isFinal, isCancelled);
        var id = buried("dispatch", fact);

        redrive(id)
                .statusCode(409)
                .body("type", equalTo("urn:notifications:problem:redrive-refused"))
                .body("errors[0].code", equalTo(refusal));

        told(fact.notificationId(), 0);
        one(id).body("state", equalTo("open"));
        audit("dead-letter/" + id)
                .body("items[0].action", equalTo("dead-letter-redrive-refused"))
                .body("items[0].after", equalTo("open, refused: " + refusal));
    }

    @Test
    void whatHasExpiredIsNotToldAgain() {
        var fact = requested(clock.instant().minusSeconds(1));
        var id = buried("dispatch", fact);

        redrive(id).statusCode(409).body("errors[0].code", equalTo("expired"));

        told(fact.notificationId(), 0);
    }

    @Test
    void aCancellationOfWhatIsOverIsNotToldAgain() {
        var notification = ids.mint(service, clock.instant());
        tracks(notification, "delivered", true, true);
        var id =
                buried(
                        "dispatch",
                        new NotificationCancelled(notification, clock.instant(), service));

        redrive(id).statusCode(409).body("errors[0].code", equalTo("already-final"));
    }

    @Test
    void whatOnlyReportsThePastIsToldWhateverCameAfterIt() {
        var notification = ids.mint(service, clock.instant());
        tracks(notification, "unknown", true, false);
        var report =
                new DeliveryReported(
                        notification,
                        clock.instant(),
                        service,
                        Channel.EMAIL,
                        0,
                        1,
                        DeliveryReport.DELIVERED,
                        null,
                        "250 2.0.0",
                        null,
                        null,
                        null,
                        null);
        var id = buried("tracking", report);

        redrive(id).statusCode(200).body("topic", equalTo(Topics.DELIVERY_REPORTED));

        assertThat(told(notification, 1).getFirst().topic()).isEqualTo(Topics.DELIVERY_REPORTED);
    }

    @Test
    void anIdThatWasNeverGivenOutIsNotToldAgain() {
        var id = buried("dispatch", requested(UUID.randomUUID(), inAnHour(), null));

        redrive(id).statusCode(409).body("errors[0].code", equalTo("unknown-notification"));
    }

    @Test
    void aFactOfAnotherTopicIsNotToldAgain() {
        var fact = requested(inAnHour());
        var id = buried("tracking", Envelope.pack(fact, "gateway"), Topics.CANCELLED);

        redrive(id).statusCode(409).body("errors[0].code", equalTo("wrong-topic"));
    }

    @Test
    void whatWasErasedIsNotToldAgain() {
        var erased = new Sealed(LocalDate.parse("2020-01-01"), "AAAA");
        var notification = ids.mint(service, clock.instant());
        var id = buried("dispatch", requested(notification, inAnHour(), erased));

        redrive(id).statusCode(409).body("errors[0].code", equalTo("erased"));
    }

    @Test
    void whileTrackingIsAwayNothingIsDone() {
        var fact = requested(inAnHour());
        var id = buried("preferences", fact);
        var question =
                urlPathEqualTo(
                        "/auth/tracking/internal/notifications/"
                                + service
                                + "/"
                                + fact.notificationId());
        server.stubFor(get(question).atPriority(1).willReturn(aResponse().withStatus(500)));

        redrive(id).statusCode(503).header("Retry-After", notNullValue());

        told(fact.notificationId(), 0);
        server.stubFor(get(question).atPriority(1).willReturn(aResponse().withStatus(404)));
        redrive(id).statusCode(200);
        told(fact.notificationId(), 1);
    }

    @Test
    void aPoisonRecordIsShownMaskedAndIsNotToldAgain() throws SQLException {
        var logged = new Listening();
        var root = Logger.getLogger("");
        root.addHandler(logged);
        try {
            var poison =
                    new ProducerRecord<String, byte[]>(
                            "-",
                            ADDRESS,
                            """
                            {"service":"%s","plan":null,"notificationId":7,"%s":{"words":["%s",1]}}"""
                                    .formatted(ADDRESS, ADDRESS, ADDRESS)
                                    .getBytes(UTF_8));
            Map.of(
                            "ce_type",
                            "fr.gouv.notifications.NotificationRouted.v1",
                            "ce_id",
                            ADDRESS,
                            "ce_source",
                            "/" + ADDRESS,
                            "ce_subject",
                            ADDRESS,
                            ADDRESS,
                            ADDRESS)
                    .forEach((name, text) -> poison.headers().add(name, text.getBytes(UTF_8)));
            var id = buried("dispatch", poison, Topics.ROUTED_EXPRESS);

            var shown =
                    one(id).body("group", equalTo("dispatch"))
                            .body("reason", equalTo(reason))
                            .body("fact", equalTo("NotificationRouted"))
                            .body("subject", nullValue())
                            .body("service", nullValue())
                            .body("origin.topic", equalTo(Topics.ROUTED_EXPRESS))
                            .body("origin.offset", equalTo(4711))
                            .body("content.readable", equalTo(false))
                            .body("content.fault", equalTo("no-event-id"))
                            .body("content.key", equalTo("other"))
                            .body("content.headers.ce_type", containsString("NotificationRouted"))
                            .body("content.headers.ce_id", equalTo("…"))
                            .body("content.headers.ce_source", equalTo("…"))
                            .body("content.fields.find { it.path == 'plan' }.type", equalTo("null"))
                            .body(
                                    "content.fields.find { it.path == '….words[]' }.type",
                                    equalTo("string"))
                            .extract()
                            .asString();
            var refused =
                    redrive(id)
                            .statusCode(409)
                            .body("errors[0].code", equalTo("still-unreadable"))
                            .extract()
                            .asString();

            assertThat(shown + refused + listed() + logged.text()).doesNotContain("graine");
            assertThat(inTheDatabase(id)).doesNotContain("graine").doesNotContain("words");
        } finally {
            root.removeHandler(logged);
        }
    }

    @Test
    void anUnreadableSubmissionSaysWhatIsWrongAndNothingElse() {
        var original =
                new ConsumerRecord<String, byte[]>(
                        Topics.intakeOf(service),
                        1,
                        42,
                        UUID.randomUUID().toString(),
                        ("{\"to\":\"" + ADDRESS + "\"").getBytes(UTF_8));
        original.headers().add("ce_type", "SubmissionReceived".getBytes(UTF_8));
        var id = buriedSealed(original);

        var shown =
                one(id).body("service", equalTo(service))
                        .body("fact", equalTo("SubmissionReceived"))
                        .body("content.readable", equalTo(false))
                        .body("content.fault", equalTo("unknown-event-type"))
                        .body("content.explanation", containsString("ce_type is missing"))
                        .extract()
                        .asString();

        redrive(id).statusCode(409).body("errors[0].code", equalTo("still-unreadable"));
        assertThat(shown).doesNotContain("graine");
    }

    @Test
    void aFieldThatNoContractKnowsIsNotNamed() {
        var readable = submission(UUID.randomUUID(), "rdv-rappel");
        var record =
                new ConsumerRecord<String, byte[]>(
                        readable.topic(),
                        readable.partition(),
                        readable.offset(),
                        readable.key(),
                        new String(readable.value(), UTF_8)
                                .replace("\"values\"", "\"Zoé Graine\":1,\"values\"")
                                .getBytes(UTF_8));
        readable.headers().forEach(record.headers()::add);

        var shown =
                one(buriedSealed(record))
                        .body("content.fault", equalTo("invalid-body"))
                        .body("content.explanation", equalTo("…: unknown-field"))
                        .extract()
                        .asString();

        assertThat(shown).doesNotContain("Graine");
    }

    @Test
    void aReadableSubmissionIsTakenByTheDoorOfItsServiceOnce() {
        Token.asAdmin()
                .post("/v1/services/" + service + "/kafka-credentials")
                .then()
                .statusCode(201);
        var submission = UUID.randomUUID();
        var id = buriedSealed(submission(submission, "rdv-rappel"));

        // A topic that was created a moment ago may not be known to the producer yet.
        var answer =
                await().atMost(SOON)
                        .until(() -> redrive(id).extract(), it -> it.statusCode() != 503);
        assertThat(answer.statusCode()).isEqualTo(200);
        var notification = answer.<String>path("notificationId");
        redrive(id).statusCode(409);

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(tap.facts(SubmissionAccepted.class, submission))
                                        .hasSize(1));
        told(UUID.fromString(notification), 1);
    }

    @Test
    void aSubmissionThatTheDoorRefusesIsNotTaken() {
        var id = buriedSealed(submission(UUID.randomUUID(), "rdv-inconnu"));

        redrive(id)
                .statusCode(409)
                .body("errors[0].code", equalTo("refused-again"))
                .body("detail", containsString("(invalid)"));
    }

    @Test
    void aResolvedOneStaysClosedAndSaysWhoAndWhy() {
        var id = buried("preferences", requested(inAnHour()));

        Token.asAdmin()
                .body(WHY)
                .post(PATH + "/" + id + "/resolve")
                .then()
                .statusCode(200)
                .body("state", equalTo("resolved"))
                .body("settledBy", equalTo("platform-admin"))
                .body("explanation", equalTo("INC-1207: the new version reads it"));

        Token.asAdmin().body(WHY).post(PATH + "/" + id + "/resolve").then().statusCode(409);
        redrive(id).statusCode(409).body("detail", containsString("resolved"));
        audit("dead-letter/" + id)
                .body("items", hasSize(1))
                .body("items[0].action", equalTo("dead-letter-resolved"));
    }

    @Test
    void manyAreRedrivenByFilterAndEachSaysWhyNot() {
        var good = requested(inAnHour());
        var expired = requested(clock.instant().minusSeconds(60));
        buried("preferences", good);
        buried("preferences", expired);
        buried("preferences", requested(inAnHour()));
        var filter = "\"filter\":{\"group\":\"preferences\",\"service\":\"" + service + "\"}";

        var next =
                many("redrive", "{\"reason\":\"after the repair\",\"limit\":2," + filter + "}")
                        .statusCode(200)
                        .body("redriven", equalTo(1))
                        .body("refused.expired", equalTo(1))
                        .body("next", notNullValue())
                        .extract()
                        .<String>path("next");
        many(
                        "redrive",
                        "{\"reason\":\"after the repair\",\"cursor\":\"%s\",%s}"
                                .formatted(next, filter))
                .statusCode(200)
                .body("redriven", equalTo(1))
                .body("next", nullValue());

        told(good.notificationId(), 1);
        told(expired.notificationId(), 0);
    }

    @Test
    void whatIsPurgedIsEmptiedAndAudited() {
        var id = buried("preferences", requested(inAnHour()));

        many("purge", "{\"reason\":\"after the incident\"}")
                .statusCode(422)
                .body("errors[0].field", equalTo("filter"));
        many(
                        "purge",
                        "{\"reason\":\"after the incident\",\"filter\":{\"service\":\"%s\"}}"
                                .formatted(service))
                .statusCode(200)
                .body("purged", equalTo(1))
                .body("more", equalTo(false));

        one(id).body("state", equalTo("purged"))
                .body("content.fault", equalTo("emptied"))
                .body("content.fields", nullValue());
        redrive(id).statusCode(409);
        audit("dead-letter/" + id)
                .body("items[0].action", equalTo("dead-letter-purged"))
                .body("items[0].before", equalTo("open"));
    }

    @Test
    void whatIsOldIsEmptiedAndThenForgotten() {
        var id = buried("preferences", requested(inAnHour()));

        at(config.keptFor().minusMinutes(5)).sweep();
        one(id).body("state", equalTo("open"));

        at(config.keptFor().plusMinutes(5)).sweep();
        one(id).body("state", equalTo("lapsed")).body("content.fault", equalTo("emptied"));

        at(config.rememberedFor().plusMinutes(5)).sweep();
        Token.asAdmin().get(PATH + "/" + id).then().statusCode(404);
    }

    @Test
    void aRecordThatIsReadAgainIsTheSameDeadLetter() {
        var fact = requested(inAnHour());
        var id = buried("preferences", fact);
        Token.asAdmin().body(WHY).post(PATH + "/" + id + "/resolve").then().statusCode(200);
        try (var again = new FactTap(bootstrap, Topics.deadLettersOf("preferences"))) {
            var record =
                    await().atMost(SOON)
                            .until(
                                    () ->
                                            again.records().stream()
                                                    .filter(
                                                            one ->
                                                                    fact.subject()
                                                                            .toString()
                                                                            .equals(one.key()))
                                                    .findFirst()
                                                    .orElse(null),
                                    Objects::nonNull);

            letters.add(List.of(Burial.of(record), Burial.of(record)));

            assertThat(Burial.of(record).letter().id()).isEqualTo(id);
        }
        assertThat(shown()).containsExactly(id);
        one(id).body("state", equalTo("resolved"));
    }

    @Test
    void howManyAreOpenIsMeasured() {
        buried("dispatch", requested(inAnHour()));

        sweeper.count();

        assertThat(
                        metrics.get("notifications.dead.letters.open")
                                .tag("group", "dispatch")
                                .gauge()
                                .value())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/6f1c2a1e-0f4b-3d53-8f0e-5a8a4a3b2c1d", "?group=dispatch"})
    void onlyAdministratorsSeeThem(String what) {
        Token.as(service).get(PATH + what).then().statusCode(403);
        Token.as(service).get("/v1/operations/audit").then().statusCode(403);
        Token.as(service).body(WHY).post(PATH + "/redrive").then().statusCode(403);
        Token.as(service).body(WHY).post(PATH + "/purge").then().statusCode(403);
        Token.as(service)
                .body(WHY)
                .post(PATH + "/" + UUID.randomUUID() + "/redrive")
                .then()
                .statusCode(403);
        Token.as(service)
                .body(WHY)
                .post(PATH + "/" + UUID.randomUUID() + "/resolve")
                .then()
                .statusCode(403);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        Token.asAdmin().post(PATH + "/" + UUID.randomUUID() + "/redrive").then().statusCode(400);
        redrive(UUID.randomUUID()).statusCode(404);
        Token.asAdmin().get(PATH + "/nothing").then().statusCode(404);
        Token.asAdmin()
                .body(WHY)
                .post(PATH + "/" + UUID.randomUUID() + "/resolve")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|missing",
                "{\"reason\":\"oui\"}|wrong-length",
                "{\"reason\":\"asked by zoe.graine@exemple.fr\"}|personal",
                "{\"reason\":\"asked by 06 12 34 56 78\"}|personal",
                "{\"reason\":\"two\\nlines of text\"}|not-one-line"
            })
    void aReasonIsAskedForAndNamesNobody(String body, String code) {
        var id = buried("preferences", requested(inAnHour()));

        Token.asAdmin()
                .body(body)
                .post(PATH + "/" + id + "/resolve")
                .then()
                .statusCode(422)
                .body("errors[0].field", equalTo("reason"))
                .body("errors[0].code", equalTo(code));
        one(id).body("state", equalTo("open"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=closed",
                "from=yesterday",
                "limit=0",
                "limit=201",
                "cursor=x",
                "page=2",
            })
    void aFilterThatIsNotUnderstoodIsRefused(String query) {
        Token.asAdmin()
                .get(PATH + "?" + query)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:notifications:problem:invalid-parameter"));
    }

    @Test
    void theListIsReadPageByPageNewestFirst() {
        var first = buried("preferences", requested(inAnHour()));
        var second = buried("preferences", requested(inAnHour()));
        var third = buried("preferences", requested(inAnHour()));

        var next =
                Token.asAdmin()
                        .get(PATH + "?limit=2&service=" + service)
                        .then()
                        .statusCode(200)
                        .body("items.id", equalTo(List.of(third.toString(), second.toString())))
                        .extract()
                        .<String>path("next");
        Token.asAdmin()
                .get(PATH + "?limit=2&service=" + service + "&cursor=" + next)
                .then()
                .body("items.id", equalTo(List.of(first.toString())))
                .body("next", nullValue());
    }

    @Test
    void theAuditTrailIsAppendOnly() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            for (var change :
                    List.of(
                            "update audit set actor = 'nobody'",
                            "delete from audit",
                            "truncate audit")) {
                assertThatThrownBy(() -> statement.execute(change))
                        .hasMessageContaining("append-only");
            }
        }
    }

    private SweepDeadLetters at(Duration later) {
        return new SweepDeadLetters(
                letters, config, InstantSource.fixed(clock.instant().plus(later)), metrics);
    }

    private Instant inAnHour() {
        return clock.instant().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MICROS);
    }

    private NotificationRequested requested(Instant expiresAt) {
        return requested(ids.mint(service, clock.instant()), expiresAt, null);
    }

    private NotificationRequested requested(
            UUID notification, Instant expiresAt, @Nullable Sealed recipient) {
        return new NotificationRequested(
                notification,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                service,
                "rdv-rappel",
                1,
                Category.MANDATORY,
                Lane.EXPRESS,
                AmbiguityPolicy.PREFER_NO_LOSS,
                "7K2MQ9X4C",
                null,
                null,
                expiresAt,
                List.of(Channel.EMAIL),
                recipient == null
                        ? sealed(
                                notification,
                                "recipient",
                                new Recipient(null, ADDRESS, null, "dossier-7"))
                        : recipient,
                sealed(notification, "words", Map.of("subject", "Bonjour")));
    }

    private Sealed sealed(UUID subject, String purpose, Object value) {
        try {
            return keys.seal(
                    service,
                    LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                    subject,
                    purpose,
                    value);
        } catch (DataKeys.Erased e) {
            throw new AssertionError(e);
        }
    }

    private UUID buried(String group, Fact fact) {
        return buried(group, Envelope.pack(fact, "test"), Topics.of(fact));
    }

    /** Sends what a service would have sent to its topic of dead letters, and waits until it is shown. */
    private UUID buried(String group, ProducerRecord<String, byte[]> record, String origin) {
        var dead =
                new ProducerRecord<String, byte[]>(
                        Topics.deadLettersOf(group),
                        null,
                        null,
                        record.key(),
                        record.value(),
                        record.headers());
        return sent(dead, origin, 2, 4711);
    }

    private UUID buriedSealed(ConsumerRecord<String, byte[]> record) {
        var box =
                sealed(
                        new UUID(record.partition(), record.offset()),
                        "dead-letter",
                        Letter.of(record));
        var dead =
                new ProducerRecord<String, byte[]>(
                        Topics.deadLettersOf("gateway"), null, FactJson.write(box));
        dead.headers().add("dead-letter-form", "sealed".getBytes(UTF_8));
        return sent(dead, record.topic(), record.partition(), record.offset());
    }

    private UUID sent(
            ProducerRecord<String, byte[]> dead, String origin, int partition, long offset) {
        Map.of(
                        "dead-letter-reason", reason,
                        "dead-letter-topic", origin,
                        "dead-letter-partition", Integer.toString(partition),
                        "dead-letter-offset", Long.toString(offset),
                        "dead-letter-time", clock.instant().toString())
                .forEach((name, text) -> dead.headers().add(name, text.getBytes(UTF_8)));
        var before = shown();
        tap.send(dead);
        return await().atMost(SOON)
                .until(
                        () ->
                                shown().stream()
                                        .filter(letter -> !before.contains(letter))
                                        .findFirst()
                                        .orElse(null),
                        Objects::nonNull);
    }

    private List<UUID> shown() {
        return Token.asAdmin()
                .get(PATH + "?limit=200&reason=" + reason)
                .then()
                .statusCode(200)
                .extract()
                .<List<String>>path("items.id")
                .stream()
                .map(UUID::fromString)
                .toList();
    }

    private String listed() {
        return Token.asAdmin().get(PATH + "?reason=" + reason).then().extract().asString();
    }

    private static ValidatableResponse one(UUID id) {
        return Token.asAdmin().get(PATH + "/" + id).then().statusCode(200);
    }

    private static ValidatableResponse redrive(UUID id) {
        return Token.asAdmin().body(WHY).post(PATH + "/" + id + "/redrive").then();
    }

    private static ValidatableResponse many(String what, String body) {
        return Token.asAdmin().body(body).post(PATH + "/" + what).then();
    }

    private static ValidatableResponse audit(String subject) {
        return Token.asAdmin()
                .queryParam("subject", subject)
                .get("/v1/operations/audit")
                .then()
                .statusCode(200);
    }

    /** What is told of this notification, once nothing more comes. */
    private List<ConsumerRecord<String, byte[]>> told(UUID notification, int times) {
        var marker = ids.mint(service, clock.instant());
        tap.tell(new NotificationCancelled(marker, clock.instant(), service));
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            assertThat(of(marker)).hasSize(1);
                            assertThat(of(notification)).hasSize(times);
                        });
        return of(notification);
    }

    private List<ConsumerRecord<String, byte[]>> of(UUID notification) {
        return tap.records().stream()
                .filter(record -> notification.toString().equals(record.key()))
                .filter(record -> !record.topic().startsWith("status."))
                .toList();
    }

    private ConsumerRecord<String, byte[]> submission(UUID submission, String template) {
        var record =
                new ConsumerRecord<String, byte[]>(
                        Topics.intakeOf(service),
                        0,
                        17,
                        submission.toString(),
                        """
                        {"submissionId":"%s","occurredAt":"2026-11-23T08:15:29Z","template":"%s",
                         "to":{"email":"%s"},"values":{"prénom":"Zoé","date":"3 mai","urgent":true}}"""
                                .formatted(submission, template, ADDRESS)
                                .getBytes(UTF_8));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        submission.toString(),
                        "ce_type",
                        "fr.gouv.notifications.SubmissionReceived.v1",
                        "ce_source",
                        "/" + service)
                .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        return record;
    }

    private void tracks(UUID id, String status, boolean isFinal, boolean isCancelled) {
        var event =
                isCancelled
                        ? "{\"type\":\"cancelled\",\"at\":\"2026-11-23T08:00:01Z\"}"
                        : "{\"type\":\"requested\",\"at\":\"2026-11-23T08:00:00Z\"}";
        server.stubFor(
                get(urlPathEqualTo("/auth/tracking/internal/notifications/" + service + "/" + id))
                        .willReturn(
                                okJson(
                                        """
                                        {"id":"%s","service":"%s","status":"%s","final":%s,
                                         "createdAt":"2026-11-23T08:00:00Z",
                                         "updatedAt":"2026-11-23T08:00:02Z","events":[%s]}"""
                                                .formatted(id, service, status, isFinal, event))));
    }

    private String inTheDatabase(UUID id) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                "select d::text || encode(sealed, 'escape') from dead_letter d"
                                        + " where id = ?")) {
            select.setObject(1, id);
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** Keeps all that is logged. */
    private static final class Listening extends Handler {

        private final StringBuilder text = new StringBuilder();

        @Override
        public synchronized void publish(LogRecord entry) {
            text.append(entry.getMessage())
                    .append(java.util.Arrays.toString(entry.getParameters()))
                    .append(entry.getThrown());
        }

        synchronized String text() {
            return text.toString();
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
