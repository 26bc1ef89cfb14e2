package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From the file to the broker. The releaser of the service is off: rows move when a test says so. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one tap for all
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class BatchesTest {

    @OidcWireMock WireMockServer server;

    @Inject KeyRing keys;
    @Inject ReleaseRows release;
    @Inject SweepBatches sweep;
    @Inject SteerBatch steer;
    @Inject AgroalDataSource dataSource;
    @Inject InstantSource clock;
    @Inject BatchConfig config;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;

    @BeforeAll
    void openTheTap() {
        tap = new FactTap(bootstrap, Topics.REQUESTED_EXPRESS, Topics.REQUESTED_BULK);
    }

    @AfterAll
    void closeTheTap() {
        tap.close();
    }

    @BeforeEach
    void publishATemplate() {
        releaseAll();
        service = Tenancy.withTemplate(server);
    }

    @Test
    void sendsNothingBeforeItIsStartedAndThenEachRowOnce() throws Exception {
        var batch = batch(Files.HEADINGS + "zoe.seed@Exemple.FR;Zoé;3 mai;oui\n", Map.of());
        releaseAll();
        assertThat(heard()).isEmpty();

        act(batch, "start").statusCode(200).body("status", equalTo("running"));
        releaseAll();

        var facts = await().until(this::heard, found -> !found.isEmpty());
        assertThat(facts).hasSize(1);
        var fact = facts.getFirst();
        assertThat(fact.batch()).isEqualTo(batch);
        var id = fact.notificationId();
        var recipient = keys.open(service, id, "recipient", fact.recipient(), Recipient.class);
        assertThat(recipient.email()).isEqualTo("zoe.seed@exemple.fr");
        var words = keys.open(service, id, "words", fact.words(), Words.class);
        assertThat(words.email()).isNotNull();
        assertThat(words.email().text()).contains("C'est urgent");
        read(batch)
                .body("status", equalTo("done"))
                .body("progress.accepted", equalTo(1))
                .body("progress.remaining", equalTo(0));
        assertThat(get(batch, "/rows.csv")).contains(id.toString());
    }

    @Test
    void restsSealedAndIsEmptyAfterwards() throws Exception {
        var batch = batch(Files.HEADINGS + "zoe.seed@exemple.fr;Zoé-seed;3 mai;non\n", Map.of());

        assertThat(query("select encode(content, 'escape') from batch_row where batch = ?", batch))
                .singleElement()
                .satisfies(content -> assertThat(content).doesNotContain("seed"));

        act(batch, "start").statusCode(200);
        releaseAll();

        assertThat(query("select encode(content, 'escape') from batch_row where batch = ?", batch))
                .containsExactly((String) null);
    }

    @Test
    void foldsDuplicatesAndSaysWhichRowsTheyAre() {
        var batch =
                batch(
                        Files.HEADINGS
                                + "zoe@exemple.fr;Zoé;3 mai;non\n"
                                + " zoe@EXEMPLE.fr ;Zoé ;3 mai;non\n"
                                + "zoe@exemple.fr;Zoé;4 mai;non\n",
                        Map.of());

        read(batch)
                .body("file.valid", equalTo(2))
                .body("file.duplicates", equalTo(1))
                .body("errors.first[0].row", equalTo(3))
                .body("errors.first[0].code", equalTo("duplicate-row"))
                .body("errors.first[0].problem", containsString("row 2"));
    }

    @Test
    void aBatchWithErrorsNeedsAWordToBeStarted() {
        var batch =
                batch(
                        Files.HEADINGS
                                + "zoe@exemple.fr;Zoé;3 mai;non\n"
                                + "zoe.exemple.fr;;3 mai;non\n",
                        Map.of("start", "auto"));

        read(batch)
                .body("status", equalTo("ready"))
                .body("errors.first.row", equalTo(List.of(3, 3)))
                .body("errors.first[0].kind", equalTo("error"))
                .body("errors.first.column", equalTo(List.of("courriel", "prénom")));
        act(batch, "start").statusCode(409).body("type", containsString("batch-has-errors"));

        act(batch, "start?onErrors=skip").statusCode(200);
        releaseAll();

        assertThat(await().until(this::heard, found -> !found.isEmpty())).hasSize(1);
    }

    @Test
    void theReportNamesCellsAndHoldsNoValueAndNoFormula() {
        var batch =
                batch(
                        "courriel;=prénom\na@exemple.fr;\nzoe.seed;Zoé\nb@exemple.fr;Bob\n",
                        Map.of(),
                        """
                        {"name":"n","category":"mandatory",
                         "email":{"subject":"x","body":"((=prénom))"}}""");

        var report = get(batch, "/errors.csv");

        assertThat(report)
                .startsWith("\uFEFFrow;kind;column;code;problem;remedy\r\n")
                .contains("2;error;'=prénom;value-missing;")
                .contains("3;error;courriel;address-invalid;")
                .doesNotContain("seed");
    }

    @Test
    void startsByItselfWhenNothingIsWrong() {
        var batch = batch(Files.rows(3), Map.of("start", "auto"));

        read(batch).body("status", equalTo("running"));
        releaseAll();

        read(batch).body("status", equalTo("done")).body("progress.accepted", equalTo(3));
    }

    @Test
    void pausesResumesAndCancels() {
        var batch = batch(Files.rows(config.chunk() + 10), Map.of());
        act(batch, "pause").statusCode(409).body("type", containsString("batch-not-started"));
        act(batch, "start").statusCode(200);
        release.releaseSome();

        act(batch, "pause").statusCode(200).body("status", equalTo("paused"));
        releaseAll();
        read(batch).body("progress.remaining", equalTo(10));
        act(batch, "start").statusCode(409).body("type", containsString("batch-paused"));

        act(batch, "resume").statusCode(200).body("status", equalTo("running"));
        cancel(batch)
                .statusCode(200)
                .body("progress.cancelled", equalTo(10))
                .body("progress.accepted", equalTo(config.chunk()));
        cancel(batch).statusCode(200);
        try (var wishes = new FactTap(bootstrap, Topics.CANCELLED)) {
            sweep.sweep();
            releaseAll();

            await("what was accepted is called back")
                    .until(() -> calledBack(wishes) == config.chunk());
        }
        read(batch).body("status", equalTo("cancelled")).body("progress.remaining", equalTo(0));
        act(batch, "start").statusCode(409).body("type", containsString("batch-over"));
        act(batch, "resume").statusCode(409);
    }

    @Test
    void tellsWhatBecameOfItsRowsAndForHowManyACancellationWasTooLate() {
        var batch = batch(Files.rows(config.chunk() + 10), Map.of("start", "auto"));
        read(batch).body("outcome", nullValue());
        release.releaseSome();
        tracks(batch, 200, "delivered", 30, "undeliverable", 2, "suppressed", 3, "accepted", 5);

        read(batch)
                .body("progress.accepted", equalTo(config.chunk()))
                .body("outcome.delivered", equalTo(30))
                .body("outcome.undeliverable", equalTo(2))
                .body("outcome.declined", equalTo(3))
                .body("outcome.pending", equalTo(config.chunk() - 35))
                .body("outcome.tooLate", nullValue());

        tracks(batch, 200, "delivered", 30, "undeliverable", 2, "sent", 1, "cancelled", 17);
        cancel(batch)
                .statusCode(200)
                .body("progress.cancelled", equalTo(10))
                .body("outcome.cancelled", equalTo(17))
                .body("outcome.pending", equalTo(0))
                .body("outcome.tooLate", equalTo(33));

        tracks(batch, 503);
        read(batch).body("progress.cancelled", equalTo(10)).body("outcome", nullValue());
        sweep.sweep();
        releaseAll();
    }

    /** Statuses and how many notifications have each. */
    private void tracks(UUID batch, int status, Object... counts) {
        var items = new ArrayList<String>();
        for (var i = 0; i < counts.length; i += 2) {
            items.add(
                    "{\"status\":\"%s\",\"notifications\":%s}".formatted(counts[i], counts[i + 1]));
        }
        server.stubFor(
                WireMock.get(
                                WireMock.urlPathEqualTo(
                                        "/auth/tracking/internal/batches/%s/%s"
                                                .formatted(service, batch)))
                        .willReturn(
                                WireMock.aResponse()
                                        .withStatus(status)
                                        .withHeader("Content-Type", "application/json")
                                        .withBody(
                                                "{\"counts\":[" + String.join(",", items) + "]}")));
    }

    @Test
    void waitsWhileAnAdministratorHasPausedIt() {
        var batch = batch(Files.rows(3), Map.of());
        act(batch, "start").statusCode(200);
        var pause = "/v1/operations/pauses/batch/" + batch;
        var why = "{\"reason\":\"INC-1208: wrong amounts\"}";
        Token.asAdmin().body(why).put(pause).then().statusCode(200);

        releaseAll();

        read(batch)
                .body("status", equalTo("running"))
                .body("reason", equalTo("paused-by-platform"))
                .body("progress.remaining", equalTo(3));
        Token.asAdmin().body(why).delete(pause).then().statusCode(200);
        releaseAll();
        read(batch).body("status", equalTo("done")).body("progress.accepted", equalTo(3));
    }

    @Test
    void waitsForItsTimeAndKeepsItsPace() throws Exception {
        var later = batch(Files.rows(2), Map.of("notBefore", "2026-12-24T08:00:00Z"));
        var slow = batch(Files.rows(20), Map.of("spread", "7200"));
        act(later, "start").statusCode(200).body("status", equalTo("scheduled"));
        act(slow, "start").statusCode(200);

        // Two a second, and nothing before the next second.
        assertThat(release.releaseSome()).contains(2);
        update("update batch set next_at = next_at + interval '1 minute' where id = ?", slow);

        assertThat(release.releaseSome()).isEmpty();
        read(slow).body("progress.accepted", equalTo(2)).body("progress.remaining", equalTo(18));
        read(later).body("progress.accepted", equalTo(0));
        cancel(later).body("status", equalTo("cancelled"));
        cancel(slow);
    }

    @Test
    void rowsThatAreTooLateAreNotSent() throws Exception {
        var batch = batch(Files.rows(3), Map.of("expiresAt", "2099-12-24T08:00:00Z"), 422);
        assertThat(batch).isNull();
        var late =
                batch(
                        Files.rows(3),
                        Map.of("expiresAt", clock.instant().plusSeconds(3_600).toString()));
        act(late, "start").statusCode(200);
        update("update batch set expires_at = now() - interval '1 second' where id = ?", late);

        releaseAll();

        read(late)
                .body("status", equalTo("done"))
                .body("progress.expired", equalTo(3))
                .body("progress.accepted", equalTo(0));
        assertThat(heard()).isEmpty();
    }

    @Test
    void aFileThatMeetsALimitWaitsSaysWhyAndGoesOnByItself() throws Exception {
        var count = config.chunk() + 30;
        limit(config.chunk() + 10);
        var batch = batch(Files.rows(count), Map.of());
        act(batch, "start").statusCode(200);

        releaseAll();

        var midnight = midnight();
        read(batch)
                .body("status", equalTo("running"))
                .body("reason", equalTo("over-quota"))
                .body("sentence", containsString("reprendra de lui-même"))
                .body("progress.accepted", equalTo(config.chunk() + 10))
                .body("progress.remaining", equalTo(20));
        assertThat(Instant.parse(read(batch).extract().path("resumesAt")))
                .isBetween(midnight.minusSeconds(2), midnight.plusSeconds(10));
        act(batch, "pause").statusCode(200).body("status", equalTo("paused"));
        act(batch, "resume").statusCode(200).body("reason", equalTo("over-quota"));

        // The next day; for a second it is still believed that the limit is reached.
        update(
                "delete from quota_use where service = (select service from batch where id = ?)",
                batch);
        await().untilAsserted(
                        () -> {
                            update("update batch set next_at = now() where id = ?", batch);
                            releaseAll();
                            read(batch).body("status", equalTo("done"));
                        });

        read(batch)
                .body("reason", nullValue())
                .body("progress.accepted", equalTo(count))
                .body("progress.refused", equalTo(0));
        await().until(() -> heard().size() == count);
        assertThat(
                        new HashSet<>(
                                heard().stream()
                                        .map(NotificationRequested::notificationId)
                                        .toList()))
                .hasSize(count);
    }

    @Test
    void aFileThatWaitsForALimitGoesOnWhenItIsRaised() {
        limit(2);
        var batch = batch(Files.rows(5), Map.of("start", "auto"));
        releaseAll();
        read(batch).body("progress.accepted", equalTo(2)).body("reason", equalTo("over-quota"));

        limit(4);
        await().untilAsserted(
                        () -> {
                            releaseAll();
                            read(batch)
                                    .body("progress.accepted", equalTo(4))
                                    .body("reason", equalTo("over-quota"));
                        });
        limit(100);
        await().untilAsserted(
                        () -> {
                            releaseAll();
                            read(batch)
                                    .body("status", equalTo("done"))
                                    .body("progress.accepted", equalTo(5));
                        });
    }

    @Test
    void rowsThatExpireWhileTheyWaitForALimitEndInTime() throws Exception {
        limit(0);
        var expiresAt = clock.instant().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS);
        var batch =
                batch(
                        Files.rows(3),
                        Map.of(
                                "start",
                                "auto",
                                "expiresAt",
                                clock.instant().plusSeconds(3_600).toString()));
        update("update batch set expires_at = '" + expiresAt + "' where id = ?", batch);
        releaseAll();
        read(batch)
                .body("reason", equalTo("over-quota"))
                .body("resumesAt", equalTo(expiresAt.toString()));

        await().untilAsserted(
                        () -> {
                            releaseAll();
                            read(batch)
                                    .body("status", equalTo("done"))
                                    .body("progress.expired", equalTo(3));
                        });
    }

    private void limit(int emailPerDay) {
        Token.asAdmin()
                .body("{\"emailPerDay\":" + emailPerDay + "}")
                .put("/v1/services/" + service + "/limits")
                .then()
                .statusCode(200);
    }

    private Instant midnight() {
        var paris = ZoneId.of("Europe/Paris");
        return LocalDate.ofInstant(clock.instant(), paris)
                .plusDays(1)
                .atStartOfDay(paris)
                .toInstant();
    }

    @Test
    void aCrashBetweenPublishingAndMarkingSendsTheSameNotificationsAgain() throws Exception {
        var batch = batch(Files.rows(5), Map.of());
        act(batch, "start").statusCode(200);
        var claim = release.claim().orElseThrow();
        var unmarked = release.publish(claim);
        assertThat(unmarked).isNotNull();

        // While the lease runs nobody else takes them.
        assertThat(release.releaseSome()).contains(0);
        update("update batch set next_at = now() where id = ?", batch);
        update("update batch_row set lease_until = now() - interval '1 s' where batch = ?", batch);
        releaseAll();

        await().until(() -> heard().size() == 10);
        assertThat(
                        new HashSet<>(
                                heard().stream()
                                        .map(NotificationRequested::notificationId)
                                        .toList()))
                .hasSize(5);
        assertThat(new HashSet<>(heard().stream().map(NotificationRequested::proofCode).toList()))
                .hasSize(5);
        read(batch).body("status", equalTo("done")).body("progress.accepted", equalTo(5));

        // Who lost the lease and comes back late changes nothing.
        release.mark(claim, unmarked);
        read(batch).body("progress.accepted", equalTo(5));
    }

    @Test
    void twoReleasersSendEachRowOnce() throws Exception {
        var count = 4 * config.chunk();
        var batch = batch(Files.rows(count), Map.of());
        act(batch, "start").statusCode(200);
        var together = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Future<?>>();
            for (var i = 0; i < 2; i++) {
                work.add(
                        threads.submit(
                                () -> {
                                    together.await();
                                    while (release.releaseSome().orElse(0) > 0) {
                                        // There may be more.
                                    }
                                    return null;
                                }));
            }
            together.countDown();
            for (var each : work) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
        update("update batch set next_at = now() where id = ?", batch);
        releaseAll();

        await().until(() -> heard().size() >= count);
        assertThat(heard().stream().map(NotificationRequested::notificationId).toList())
                .hasSize(count)
                .doesNotHaveDuplicates();
        read(batch).body("status", equalTo("done")).body("progress.accepted", equalTo(count));
    }

    @Test
    void aSmallFileDoesNotWaitBehindALargeOneOfAnotherService() {
        var large = batch(Files.rows(3 * config.chunk()), Map.of("start", "auto"));
        assertThat(release.releaseSome()).contains(config.chunk());
        var first = service;
        service = Tenancy.withTemplate(server);
        var small = batch(Files.rows(3), Map.of("start", "auto"));

        release.releaseSome();

        read(small).body("progress.accepted", equalTo(3));
        service = first;
        read(large).body("progress.accepted", equalTo(config.chunk()));
    }

    @Test
    void aCheckWhoseProcessDiedEndsAndSaysWhatToDo() throws Exception {
        var batch = batch(Files.rows(3), Map.of());
        update(
                "update batch set state = 'checking', deadline = now() - interval '1 s' where id = ?",
                batch);

        sweep.sweep();

        read(batch)
                .body("status", equalTo("failed"))
                .body("reason", equalTo("interrupted"))
                .body("sentence", containsString("à nouveau"));
        assertThat(query("select 'left' from batch_row where batch = ?", batch)).isEmpty();
    }

    @Test
    void whatNobodyStartsOrResumesEnds() throws Exception {
        var unstarted = batch(Files.rows(2), Map.of());
        var paused = batch(Files.rows(2), Map.of());
        act(paused, "start").statusCode(200);
        act(paused, "pause").statusCode(200);
        update("update batch set deadline = now() - interval '1 s' where id = ?", unstarted);
        update("update batch set deadline = now() - interval '1 s' where id = ?", paused);

        sweep.sweep();

        read(unstarted).body("status", equalTo("failed")).body("reason", equalTo("not-started"));
        read(paused)
                .body("status", equalTo("cancelled"))
                .body("reason", equalTo("paused-too-long"));
        assertThat(
                        query(
                                "select 'left' from batch_row where batch = ? and content is not null",
                                paused))
                .isEmpty();
        update("update batch set deadline = now() - interval '1 s' where id = ?", paused);
        sweep.sweep();
        assertThat(query("select 'left' from batch_row where batch = ?", paused)).isEmpty();
    }

    @Test
    void whatWasCheckedIsWhatIsSent() {
        var batch = batch(Files.rows(1), Map.of());
        Token.as(service)
                .body(
                        "{\"name\":\"n\",\"category\":\"mandatory\",\"email\":{\"subject\":\"x\",\"body\":\"((inconnu))\"}}")
                .put("/v1/templates/rdv-rappel")
                .then()
                .statusCode(200);
        act(batch, "start").statusCode(200);
        releaseAll();

        read(batch).body("progress.accepted", equalTo(1)).body("template.version", equalTo(1));
        assertThat(
                        await().until(this::heard, found -> !found.isEmpty())
                                .getFirst()
                                .templateVersion())
                .isEqualTo(1);
    }

    @Test
    void noOtherServiceSeesOrMovesABatch() {
        var batch = batch(Files.rows(1), Map.of());
        service = Tenancy.withTemplate(server);

        read(batch, 404);
        Token.as(service).get("/v1/batches/" + batch + "/errors.csv").then().statusCode(404);
        Token.as(service).get("/v1/batches/" + batch + "/rows.csv").then().statusCode(404);
        for (var action : List.of("start", "pause", "resume")) {
            act(batch, action).statusCode(404);
        }
        cancel(batch).statusCode(404);
        Token.as(service).get("/v1/batches").then().statusCode(200).body("batches", hasSize(0));
        Token.as(service).get("/v1/batches?cursor=" + batch).then().statusCode(400);
        Token.as(service).get("/v1/batches/nonsense").then().statusCode(404);
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        var first = batch(Files.rows(1), Map.of("name", "Premier"));
        var second = batch(Files.rows(1), Map.of());

        var next =
                Token.as(service)
                        .get("/v1/batches?limit=1")
                        .then()
                        .statusCode(200)
                        .body("batches.id", hasItem(second.toString()))
                        .extract()
                        .<String>path("next");
        Token.as(service)
                .get("/v1/batches?limit=1&cursor=" + next)
                .then()
                .statusCode(200)
                .body("batches.id", hasItem(first.toString()))
                .body("batches[0].name", equalTo("Premier"));
        Token.as(service).get("/v1/batches?limit=0").then().statusCode(400);
    }

    @Test
    void theThreadOfAReplicaSendsWhatIsStarted() throws Exception {
        var batch = batch(Files.rows(3), Map.of("start", "auto"));
        var releaser = new Releaser(release, sweep, config, clock);
        releaser.begin();

        await().untilAsserted(() -> read(batch).body("status", equalTo("done")));
        releaser.stop(new ShutdownEvent());

        assertThat(releaser.lastSeen()).isNotNull();
    }

    private void releaseAll() {
        var released = Optional.of(1);
        while (released.isPresent() && released.get() > 0) {
            released = release.releaseSome();
        }
        // Once more: whoever finds nothing left ends the batch.
        release.releaseSome();
    }

    private long calledBack(FactTap wishes) {
        var ofService = "\"service\":\"" + service + "\"";
        return wishes.records().stream()
                .filter(record -> new String(record.value(), UTF_8).contains(ofService))
                .map(ConsumerRecord::key)
                .distinct()
                .count();
    }

    private List<NotificationRequested> heard() {
        return tap.records().stream()
                .map(BatchesTest::requested)
                .filter(fact -> fact.service().equals(service))
                .toList();
    }

    private static NotificationRequested requested(ConsumerRecord<String, byte[]> record) {
        try {
            return (NotificationRequested) Envelope.open(record).fact();
        } catch (UnreadableRecord e) {
            throw new AssertionError(e);
        }
    }

    private UUID batch(String csv, Map<String, String> fields) {
        var id = batch(csv, fields, 201);
        assertThat(id).isNotNull();
        return id;
    }

    private UUID batch(String csv, Map<String, String> fields, String template) {
        Token.as(service).body(template).put("/v1/templates/autre").then().statusCode(201);
        var all = new HashMap<>(fields);
        all.put("template", "autre");
        return batch(csv, all);
    }

    private @Nullable UUID batch(String csv, Map<String, String> fields, int status) {
        var answer = Files.send(service, csv.getBytes(UTF_8), fields).statusCode(status);
        if (status != 201) {
            return null;
        }
        answer.header("Location", startsWith("https://notifications.example/v1/batches/"))
                .body("reason", nullValue());
        var id = UUID.fromString(answer.extract().path("id"));
        await().untilAsserted(() -> read(id).body("status", not(equalTo("checking"))));
        return id;
    }

    private ValidatableResponse read(UUID batch) {
        return read(batch, 200);
    }

    private ValidatableResponse read(UUID batch, int status) {
        return Token.as(service).get("/v1/batches/" + batch).then().statusCode(status);
    }

    private ValidatableResponse act(UUID batch, String action) {
        return Token.as(service).post("/v1/batches/" + batch + "/" + action).then();
    }

    private ValidatableResponse cancel(UUID batch) {
        return Token.as(service).delete("/v1/batches/" + batch).then();
    }

    private String get(UUID batch, String path) {
        var bytes =
                Token.as(service)
                        .get("/v1/batches/" + batch + path)
                        .then()
                        .statusCode(200)
                        .contentType("text/csv")
                        .extract()
                        .asByteArray();
        return new String(bytes, UTF_8);
    }

    private void update(String sql, UUID batch) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, batch);
            statement.executeUpdate();
        }
    }

    private List<String> query(String sql, UUID batch) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, batch);
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }
}
