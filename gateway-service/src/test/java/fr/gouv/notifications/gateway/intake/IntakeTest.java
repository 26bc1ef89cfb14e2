package fr.gouv.notifications.gateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.SubmissionAccepted;
import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.submission.NotificationIds;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // set by the test framework
class IntakeTest {

    private static final String ADDRESS = "zoe.graine@exemple.fr";

    @OidcWireMock WireMockServer server;

    @Inject MeterRegistry metrics;
    @Inject TakeSubmissions submissions;
    @Inject NotificationIds ids;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;

    @BeforeEach
    void openTheDoor() {
        service = Tenancy.withTemplate(server);
        Token.asAdmin()
                .post("/v1/services/" + service + "/kafka-credentials")
                .then()
                .statusCode(201);
        tap =
                new FactTap(
                        bootstrap,
                        Topics.statusOf(service),
                        Topics.REQUESTED_EXPRESS,
                        Topics.REQUESTED_BULK,
                        Topics.deadLettersOf("gateway"));
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void aSubmissionBecomesANotificationAndItsServiceLearnsTheId() {
        var submission = UUID.randomUUID();

        send(good(submission));

        var accepted = answer(SubmissionAccepted.class, submission);
        assertThat(accepted.service()).isEqualTo(service);
        assertThat(accepted.template()).isEqualTo("rdv-rappel");
        assertThat(accepted.lane()).isEqualTo(Lane.EXPRESS);
        var requested = tap.facts(NotificationRequested.class, accepted.notificationId());
        assertThat(requested).hasSize(1);
        assertThat(requested.getFirst().service()).isEqualTo(service);
        assertThat(requested.getFirst().proofCode()).isEqualTo(accepted.proofCode());
        assertThat(ids.mintedAt(accepted.notificationId(), service)).isPresent();
    }

    @Test
    void aBulkSubmissionTakesItsOwnLane() {
        var submission = UUID.randomUUID();

        send(record(submission, body(submission, "\"lane\":\"bulk\",")));

        assertThat(answer(SubmissionAccepted.class, submission).lane()).isEqualTo(Lane.BULK);
    }

    @Test
    void theSameTwiceIsOneNotificationWithOneAnswer() {
        var submission = UUID.randomUUID();
        send(good(submission));
        var first = answer(SubmissionAccepted.class, submission);

        send(good(submission));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> tap.facts(SubmissionAccepted.class, submission).size() == 2);
        assertThat(tap.facts(SubmissionAccepted.class, submission)).containsExactly(first, first);
        assertThat(tap.facts(NotificationRequested.class, first.notificationId())).hasSize(1);
    }

    @Test
    void aBatchThatComesAgainAfterACrashKeepsItsIds() {
        var submission = UUID.randomUUID();
        var record = received(good(submission));
        submissions.take(service, List.of(record));
        var first = answer(SubmissionAccepted.class, submission);

        submissions.take(service, List.of(record, record));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> tap.facts(SubmissionAccepted.class, submission).size() >= 2);
        assertThat(tap.facts(SubmissionAccepted.class, submission)).containsOnly(first);
    }

    @Test
    void anotherContentUnderTheSameIdIsRefused() {
        var submission = UUID.randomUUID();
        send(good(submission));
        answer(SubmissionAccepted.class, submission);

        send(record(submission, body(submission, "\"lane\":\"bulk\",")));

        assertThat(answer(SubmissionRefused.class, submission).problem().type())
                .endsWith(":idempotency-key-reused");
    }

    @Test
    void aRefusedSubmissionSaysWhatTheApiWouldSayAndCanBeCorrected() {
        var submission = UUID.randomUUID();
        send(record(submission, body(submission, "").replace("rdv-rappel", "rdv-inconnu")));

        var refused = answer(SubmissionRefused.class, submission);
        assertThat(refused.problem().status()).isEqualTo(422);
        assertThat(refused.problem().errors())
                .extracting(SubmissionRefused.Fault::code)
                .contains("template-unknown");

        send(good(submission));
        assertThat(answer(SubmissionAccepted.class, submission).submissionId())
                .isEqualTo(submission);
    }

    @Test
    void whatIsOverALimitIsRefusedAsByTheApiAndCanBeSentAgain() {
        limits("{\"emailPerDay\":1,\"requestsPerMinute\":1}");
        var first = UUID.randomUUID();
        var second = UUID.randomUUID();
        send(good(first));
        answer(SubmissionAccepted.class, first);

        send(good(second));

        var problem = answer(SubmissionRefused.class, second).problem();
        assertThat(problem.type()).isEqualTo("urn:notifications:problem:over-quota");
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.detail())
                .contains("emailPerDay: 1 messages by e-mail a day")
                .containsPattern("send it again from 20\\S+T00:00:00\\+0[12]:00 on");
        // The same once more is the same notification, and uses nothing.
        send(good(first));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> tap.facts(SubmissionAccepted.class, first).size() == 2);
        limits("{\"emailPerDay\":2}");
        send(good(second));
        answer(SubmissionAccepted.class, second);
    }

    private void limits(String limits) {
        Token.asAdmin()
                .body(limits)
                .put("/v1/services/" + service + "/limits")
                .then()
                .statusCode(200);
    }

    @Test
    void everyBadRecordHasItsReasonAndNoneStopsTheNext() {
        var bad = badRecords();
        var last = UUID.randomUUID();

        bad.values().forEach(tap::send);
        send(good(last));

        answer(SubmissionAccepted.class, last);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(buried())
                                        .containsExactlyInAnyOrderElementsOf(bad.keySet()));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(refusals())
                                        .extracting(refused -> refused.problem().type())
                                        .containsExactlyInAnyOrderElementsOf(
                                                bad.keySet().stream()
                                                        .map(
                                                                reason ->
                                                                        "urn:notifications:problem:"
                                                                                + reason)
                                                        .toList()));
        assertThat(List.of("no-key", "foreign-source", "unknown-schema-version", "too-large"))
                .as("what is refused is counted")
                .allSatisfy(
                        code ->
                                assertThat(
                                                metrics.counter(
                                                                "notifications.refused",
                                                                "code",
                                                                code)
                                                        .count())
                                        .isPositive());
        assertThat(tap.records())
                .as("nothing of a person stands in clear on a topic of ours")
                .noneMatch(
                        record ->
                                record.value() != null
                                        && new String(record.value(), UTF_8).contains(ADDRESS));
    }

    @Test
    void aServiceWithoutAStatusTopicStopsNobody() throws Exception {
        var mute = Tenancy.withTemplate(server);
        try (var admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(Topics.intakeOf(mute), 1, (short) 1),
                                    new NewTopic("intake.nobody-knows.v1", 1, (short) 1)))
                    .all()
                    .get();
        }
        var unheard = UUID.randomUUID();
        submissions.take(
                mute,
                List.of(
                        received(
                                with(
                                        good(unheard),
                                        unheard.toString(),
                                        Map.of("ce_source", "/" + mute)))));
        submissions.take("nobody-knows", List.of(received(good(UUID.randomUUID()))));
        var submission = UUID.randomUUID();

        send(good(submission));

        answer(SubmissionAccepted.class, submission);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(tap.records())
                                        .anyMatch(
                                                record ->
                                                        "unknown-service"
                                                                .equals(
                                                                        header(
                                                                                record,
                                                                                "dead-letter-reason"))));
    }

    /** By the reason that each is given. */
    private Map<String, ProducerRecord<String, byte[]>> badRecords() {
        var bad = new LinkedHashMap<String, ProducerRecord<String, byte[]>>();
        bad.put("no-key", with(good(UUID.randomUUID()), null, Map.of()));
        bad.put("key-is-no-uuid", with(good(UUID.randomUUID()), "dossier-7", Map.of()));
        bad.put("unknown-event-type", with(Map.of("ce_type", "")));
        bad.put(
                "unknown-schema-version",
                with(Map.of("ce_type", "fr.gouv.notifications.SubmissionReceived.v2")));
        bad.put("unknown-event-form", with(Map.of("ce_specversion", "0.3")));
        bad.put("not-json", with(Map.of("content-type", "application/cloudevents+json")));
        bad.put("no-source", with(Map.of("ce_source", "")));
        bad.put("foreign-source", with(Map.of("ce_source", "/caf-92")));
        bad.put("event-id-is-not-the-key", with(Map.of("ce_id", UUID.randomUUID().toString())));
        bad.put("key-is-not-the-subject", with(Map.of("ce_subject", UUID.randomUUID().toString())));
        var foreign = UUID.randomUUID();
        bad.put("submission-id-is-not-the-key", record(foreign, body(UUID.randomUUID(), "")));
        var text = UUID.randomUUID();
        bad.put("malformed-json", record(text, "Bonjour " + ADDRESS));
        var field = UUID.randomUUID();
        bad.put("invalid-body", record(field, body(field, "\"service\":\"caf-92\",")));
        var large = UUID.randomUUID();
        bad.put("too-large", record(large, body(large, "") + " ".repeat(300_000)));
        var empty = UUID.randomUUID();
        bad.put("no-value", record(empty, null));
        var undated = UUID.randomUUID();
        bad.put(
                "no-instant",
                record(undated, body(undated, "").replace("2026-11-23T08:15:29Z", "hier")));
        return bad;
    }

    private List<String> buried() {
        return tap.records().stream()
                .filter(record -> record.topic().equals(Topics.deadLettersOf("gateway")))
                .filter(
                        record ->
                                Topics.intakeOf(service)
                                        .equals(header(record, "dead-letter-topic")))
                .map(record -> header(record, "dead-letter-reason"))
                .toList();
    }

    private List<SubmissionRefused> refusals() {
        return tap.records().stream()
                .filter(record -> record.topic().equals(Topics.statusOf(service)))
                .map(IntakeTest::opened)
                .filter(SubmissionRefused.class::isInstance)
                .map(SubmissionRefused.class::cast)
                .toList();
    }

    private <F extends Fact> F answer(Class<F> type, UUID submission) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> tap.facts(type, submission), found -> !found.isEmpty())
                .getFirst();
    }

    private void send(ProducerRecord<String, byte[]> record) {
        tap.send(record);
    }

    private ProducerRecord<String, byte[]> good(UUID submission) {
        return record(submission, body(submission, ""));
    }

    private ProducerRecord<String, byte[]> with(Map<String, String> headers) {
        var submission = UUID.randomUUID();
        return with(good(submission), submission.toString(), headers);
    }

    private static ProducerRecord<String, byte[]> with(
            ProducerRecord<String, byte[]> good,
            @Nullable String key,
            Map<String, String> headers) {
        var record =
                new ProducerRecord<String, byte[]>(
                        good.topic(), null, null, key, good.value(), good.headers());
        headers.forEach(
                (name, value) -> record.headers().remove(name).add(name, value.getBytes(UTF_8)));
        return record;
    }

    private ProducerRecord<String, byte[]> record(UUID submission, @Nullable String body) {
        var record =
                new ProducerRecord<String, byte[]>(
                        Topics.intakeOf(service),
                        submission.toString(),
                        body == null ? null : body.getBytes(UTF_8));
        Stream.of(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", submission.toString()),
                        Map.entry("ce_type", "fr.gouv.notifications.SubmissionReceived.v1"),
                        Map.entry("ce_source", "/" + service + "/dossiers"))
                .forEach(
                        header ->
                                record.headers()
                                        .add(header.getKey(), header.getValue().getBytes(UTF_8)));
        return record;
    }

    private static String body(UUID submission, String more) {
        return """
        {"submissionId":"%s","occurredAt":"2026-11-23T08:15:29Z",%s"template":"rdv-rappel",
         "to":{"email":"%s","reference":"dossier-7"},
         "values":{"prénom":"Zoé","date":"3 mai","urgent":true}}"""
                .formatted(submission, more, ADDRESS);
    }

    private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> sent) {
        var record =
                new ConsumerRecord<String, byte[]>(sent.topic(), 0, 42, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }

    private static Fact opened(ConsumerRecord<String, byte[]> record) {
        try {
            return Envelope.open(record).fact();
        } catch (fr.gouv.notifications.eventing.UnreadableRecord e) {
            throw new AssertionError(e.reason());
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
