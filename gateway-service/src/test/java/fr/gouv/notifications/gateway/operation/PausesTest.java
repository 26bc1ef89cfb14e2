package fr.gouv.notifications.gateway.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.BreakerChanged;
import fr.gouv.notifications.contracts.BreakerState;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Operation;
import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.contracts.OperationTarget;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class PausesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "/v1/operations/pauses/";
    private static final String WHY = "{\"reason\":\"INC-1208: wrong amounts\"}";

    @OidcWireMock WireMockServer server;

    @Inject OrderPauses orders;
    @Inject AgroalDataSource dataSource;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;

    @BeforeEach
    void begin() {
        service = Tenancy.begun(server);
        tap = new FactTap(bootstrap, Topics.OPERATION_ORDERED);
    }

    @AfterEach
    void end() {
        tap.close();
    }

    @Test
    void aServiceIsPausedAndResumedToldAndAudited() {
        pause("service/" + service, "{\"reason\":\"INC-1208: wrong amounts\",\"lane\":\"bulk\"}")
                .statusCode(200)
                .body("state", equalTo("paused"))
                .body("lane", equalTo("bulk"))
                .body("by", equalTo("platform-admin"))
                .body("since", notNullValue());
        Token.asAdmin()
                .get("/v1/operations")
                .then()
                .statusCode(200)
                .body("pauses.name", hasItem(service))
                .body("openDeadLetters", notNullValue());

        resume("service/" + service).statusCode(200).body("state", equalTo("running"));

        Token.asAdmin()
                .get("/v1/operations/pauses")
                .then()
                .statusCode(200)
                .body("items.name", not(hasItem(service)));
        var told = told(service, 2);
        assertThat(told)
                .extracting(OperationOrdered::operation)
                .containsExactly(Operation.PAUSE, Operation.RESUME);
        assertThat(told).extracting(OperationOrdered::version).containsExactly(1L, 2L);
        assertThat(told)
                .extracting(OperationOrdered::targetId)
                .containsOnly(told.getFirst().targetId());
        assertThat(told.getFirst().lane()).isEqualTo(Lane.BULK);
        assertThat(told.getFirst().target()).isEqualTo(OperationTarget.SERVICE);
        Token.asAdmin()
                .queryParam("subject", "service/" + service)
                .get("/v1/operations/audit")
                .then()
                .body("items", hasSize(2))
                .body("items[1].action", equalTo("operation-paused"))
                .body("items[1].before", equalTo("running"))
                .body("items[1].after", equalTo("paused, bulk only"))
                .body("items[1].reason", equalTo("INC-1208: wrong amounts"))
                .body("items[0].action", equalTo("operation-resumed"))
                .body("items[0].after", equalTo("running"));
    }

    @Test
    void aProviderThatDoesNotWorkIsShownWithWhyAndSinceWhen() {
        var provider = "p" + UUID.randomUUID().toString().substring(0, 8);
        tap.tell(breaker(provider, BreakerState.OPEN, 5));
        tap.tell(breaker(provider, BreakerState.CLOSED, 4));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                Token.asAdmin()
                                        .get("/v1/operations")
                                        .then()
                                        .body(
                                                "providers.find { it.provider == '%s' }.breaker"
                                                        .formatted(provider),
                                                equalTo("open"))
                                        .body(
                                                "providers.find { it.provider == '%s' }.why"
                                                        .formatted(provider),
                                                equalTo("provider-unreachable"))
                                        .body(
                                                "providers.find { it.provider == '%s' }.since"
                                                        .formatted(provider),
                                                equalTo("2026-11-25T20:00:00Z")));

        tap.tell(breaker(provider, BreakerState.CLOSED, 6));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                Token.asAdmin()
                                        .get("/v1/operations")
                                        .then()
                                        .body(
                                                "providers.find { it.provider == '%s' }.breaker"
                                                        .formatted(provider),
                                                equalTo("closed")));
    }

    @Test
    void aMailboxProviderThatIsSlowedIsExplainedInFrench() {
        var provider = "m" + UUID.randomUUID().toString().substring(0, 8) + ".fr";
        tap.tell(flow(FlowTarget.MAILBOX_PROVIDER, provider, FlowState.HELD, "held", 3));
        tap.tell(flow(FlowTarget.MAILBOX_PROVIDER, provider, FlowState.FREE, null, 2));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                Token.asAdmin()
                                        .queryParam("kind", "mailbox-provider")
                                        .queryParam("name", provider)
                                        .get("/v1/operations/why")
                                        .then()
                                        .statusCode(200)
                                        .body("items", hasSize(1))
                                        .body("items[0].waiting", equalTo(40))
                                        .body("items[0].until", equalTo("2026-11-26T09:01:00Z"))
                                        .body(
                                                "items[0].explanation",
                                                startsWith(provider + " demande de ralentir")));

        tap.tell(flow(FlowTarget.MAILBOX_PROVIDER, provider, FlowState.FREE, null, 4));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                Token.asAdmin()
                                        .get("/v1/operations")
                                        .then()
                                        .body("held.name", not(hasItem(provider))));
        Token.as(service).get("/v1/operations/why").then().statusCode(403);
    }

    @Test
    void aServiceWhoseAddressesAreDeadIsPausedOnceInItsBulkLaneAndToldWhy() {
        Token.as(service)
                .get("/v1/services/" + service + "/reputation")
                .then()
                .statusCode(200)
                .body("state", equalTo("free"));

        tap.tell(flow(FlowTarget.SERVICE, service, FlowState.HELD, "bounces", 1));

        var pause = told(service, 1).getFirst();
        assertThat(pause.operation()).isEqualTo(Operation.PAUSE);
        assertThat(pause.lane()).isEqualTo(Lane.BULK);
        Token.as(service)
                .get("/v1/services/" + service + "/reputation")
                .then()
                .body("state", equalTo("held"))
                .body("failed", equalTo(226))
                .body("explanation", containsString("11,3 % d’adresses mortes"));
        Token.as("somebody-else")
                .get("/v1/services/" + service + "/reputation")
                .then()
                .statusCode(404);
        Token.asAdmin()
                .queryParam("subject", "service/" + service)
                .get("/v1/operations/audit")
                .then()
                .body("items[0].action", equalTo("operation-paused"))
                .body("items[0].actor", equalTo("reputation"))
                .body("items[0].after", equalTo("paused, bulk only"));

        resume("service/" + service).statusCode(200);
        // What was told before the release reached dispatch pauses nothing again.
        tap.tell(again(flow(FlowTarget.SERVICE, service, FlowState.HELD, "bounces", 2)));
        tap.tell(flow(FlowTarget.SERVICE, service, FlowState.FREE, null, 3));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                Token.as(service)
                                        .get("/v1/services/" + service + "/reputation")
                                        .then()
                                        .body("state", equalTo("free")));
        assertThat(told(service, 2)).hasSize(2);
    }

    @Test
    void aPauseOfBothLanesIsNotWeakened() {
        pause("service/" + service, WHY).statusCode(200);

        tap.tell(flow(FlowTarget.SERVICE, service, FlowState.HELD, "bounces", 1));
        tap.tell(flow(FlowTarget.SERVICE, "nobody-knows", FlowState.HELD, "bounces", 1));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                Token.asAdmin()
                                        .get("/v1/operations/why")
                                        .then()
                                        .body("items.rule", hasItem("bounces"))
                                        .body("items.name", hasItem("nobody-knows")));
        assertThat(told(service, 1)).hasSize(1);
        tap.tell(flow(FlowTarget.SERVICE, "nobody-knows", FlowState.FREE, null, 2));
    }

    private static FlowChanged flow(
            FlowTarget target, String name, FlowState state, @Nullable String rule, long version) {
        var at = Instant.parse("2026-11-26T09:00:00Z");
        var isHeld = state == FlowState.HELD;
        return new FlowChanged(
                UUID.nameUUIDFromBytes((target + name).getBytes(UTF_8)),
                at,
                target,
                name,
                state,
                rule,
                null,
                at,
                isHeld && target == FlowTarget.MAILBOX_PROVIDER ? at.plusSeconds(60) : null,
                isHeld ? 50 : 100,
                isHeld ? 40 : 0,
                target == FlowTarget.SERVICE ? 2_000 : 0,
                target == FlowTarget.SERVICE && isHeld ? 226 : 0,
                version);
    }

    /** The same state, told a minute later. */
    private static FlowChanged again(FlowChanged told) {
        return new FlowChanged(
                told.flowId(),
                told.occurredAt().plusSeconds(60),
                told.target(),
                told.name(),
                told.state(),
                told.rule(),
                told.why(),
                told.since(),
                told.until(),
                told.pace(),
                told.waiting(),
                told.messages(),
                told.failed(),
                told.version());
    }

    private static BreakerChanged breaker(String provider, BreakerState state, long version) {
        var since = Instant.parse("2026-11-25T20:00:00Z");
        return new BreakerChanged(
                UUID.nameUUIDFromBytes(provider.getBytes(UTF_8)),
                since,
                provider,
                Channel.EMAIL,
                state,
                state == BreakerState.CLOSED ? null : "provider-unreachable",
                since,
                version);
    }

    @Test
    void whatIsPausedAlreadyStaysAsItIs() {
        var since = pause("service/" + service, WHY).extract().<String>path("since");

        pause("service/" + service, "{\"reason\":\"another reason\"}")
                .statusCode(200)
                .body("since", equalTo(since))
                .body("reason", equalTo("INC-1208: wrong amounts"));

        resume("service/" + service).statusCode(200);
        resume("service/" + service).statusCode(404);
        assertThat(told(service, 2)).hasSize(2);
    }

    @Test
    void whatIsPausedOrResumedIsToldAgainAsTheSameFact() throws SQLException {
        pause("service/" + service, WHY).statusCode(200);
        told(service, 1);
        assertThat(orders.tellAgain()).isZero();
        age();

        orders.tellAgain();

        told(service, 2);
        assertThat(records(service))
                .extracting(
                        record -> new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                .containsOnly(
                        new String(
                                records(service).getFirst().headers().lastHeader("ce_id").value(),
                                UTF_8));
        resume("service/" + service).statusCode(200);
        age();
        orders.tellAgain();
        assertThat(told(service, 4).subList(2, 4))
                .extracting(OperationOrdered::operation)
                .containsOnly(Operation.RESUME);
    }

    @Test
    void aPausedBatchIsNotServedAndSaysSo() throws SQLException {
        var batch = UUID.randomUUID();
        execute(
                """
                insert into batch (id, service, template, template_version, lane, auto_start, skip_errors,
                    columns, state, rows, created_at, deadline, next_at)
                values ('%s', '%s', 'avis', 1, 'bulk', false, false, '[]', 'running', 1, now(),
                    now() + interval '1 day', now())
                """
                        .formatted(batch, service));
        pause("batch/" + batch, WHY).statusCode(200);

        Token.as(service)
                .get("/v1/batches/" + batch)
                .then()
                .statusCode(200)
                .body("reason", equalTo("paused-by-platform"))
                .body(
                        "sentence",
                        equalTo("La plateforme a suspendu l’envoi ; il reprendra de lui-même."));
        pause("batch/" + batch, "{\"reason\":\"again and again\",\"lane\":\"bulk\"}")
                .statusCode(422)
                .body("errors[0].field", equalTo("lane"));

        resume("batch/" + batch).statusCode(200);
        Token.as(service).get("/v1/batches/" + batch).then().body("reason", nullValue());
        execute("delete from batch where id = '%s'".formatted(batch));
    }

    @ParameterizedTest
    @CsvSource({
        "service/nobody-knows",
        "channel/pigeon",
        "provider/Not A Name",
        "batch/1-1-1-1-1",
        "batch/6f1c2a1e-0f4b-4d53-8f0e-5a8a4a3b2c1d",
        "planet/mars"
    })
    void whatDoesNotExistIsNotPaused(String path) {
        pause(path, WHY).statusCode(404);
    }

    @Test
    void theReasonAndTheLaneAreChecked() {
        pause("channel/sms", "{}").statusCode(422).body("errors[0].field", equalTo("reason"));
        pause("channel/sms", "{\"reason\":\"INC-1208\",\"lane\":\"slow\"}")
                .statusCode(422)
                .body("errors[0].field", equalTo("lane"));
        Token.asAdmin().body("{}").delete(PATH + "channel/sms").then().statusCode(422);
    }

    @Test
    void onlyAdministratorsPause() {
        Token.as(service).body(WHY).put(PATH + "service/" + service).then().statusCode(403);
        Token.as(service).body(WHY).delete(PATH + "service/" + service).then().statusCode(403);
        Token.as(service).get("/v1/operations/pauses").then().statusCode(403);
        Token.as(service).get("/v1/operations").then().statusCode(403);
    }

    private static ValidatableResponse pause(String what, String body) {
        return Token.asAdmin().body(body).put(PATH + what).then();
    }

    private static ValidatableResponse resume(String what) {
        return Token.asAdmin().body(WHY).delete(PATH + what).then();
    }

    private List<OperationOrdered> told(String name, int times) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(records(name)).hasSizeGreaterThanOrEqualTo(times));
        return records(name).stream().map(PausesTest::order).toList();
    }

    private List<ConsumerRecord<String, byte[]>> records(String name) {
        return tap.records().stream().filter(record -> order(record).name().equals(name)).toList();
    }

    private static OperationOrdered order(ConsumerRecord<String, byte[]> record) {
        try {
            return (OperationOrdered) Envelope.open(record).fact();
        } catch (UnreadableRecord e) {
            throw new AssertionError(e.reason());
        }
    }

    private void age() throws SQLException {
        execute(
                "update pause set told_at = now() - interval '11 minutes' where name = '%s'"
                        .formatted(service));
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
