package fr.gouv.notifications.gateway.schedule;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationScheduled;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.cancellation.CancelNotifications;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class ScheduleTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Sealed BOX = new Sealed(LocalDate.parse("2026-11-23"), "c2VhbGVk");

    private static final Pattern ROWS_OF_A_STEP =
            Pattern.compile(
                    "actual [^)]*rows=([0-9.]+) loops=([0-9]+)|Rows Removed by [^:]*: ([0-9]+)");

    @OidcWireMock WireMockServer server;

    @Inject Schedule schedule;
    @Inject ScheduledNotifications rows;
    @Inject ReleaseDue release;
    @Inject CancelNotifications cancellation;
    @Inject InstantSource clock;
    @Inject AgroalDataSource database;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
        server.stubFor(
                get(urlPathMatching("/auth/tracking/internal/notifications/" + service + ".*"))
                        .willReturn(aResponse().withStatus(404)));
        tap =
                new FactTap(
                        bootstrap,
                        Topics.SCHEDULED,
                        Topics.REQUESTED_EXPRESS,
                        Topics.REQUESTED_BULK,
                        Topics.DECLINED,
                        Topics.CANCELLED);
    }

    @AfterEach
    void closeTheTap() {
        tap.close();
    }

    @Test
    void whatLeavesLaterIsShownAsScheduledAtOnceAndToldToNobodyElse() {
        var notBefore = clock.instant().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.MILLIS);
        var id = scheduled(notBefore);

        Token.as(service)
                .get("/v1/notifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("scheduled"))
                .body("notBefore", equalTo(notBefore.toString()))
                .body("reference", equalTo("dossier-42"))
                .body("timeline.event", contains("scheduled"));
        Token.as(Tenancy.begun(server)).get("/v1/notifications/" + id).then().statusCode(404);
        await().atMost(SOON)
                .until(() -> tap.facts(NotificationScheduled.class, id), facts -> !facts.isEmpty());
        var told = tap.facts(NotificationScheduled.class, id).getFirst();
        assertThat(told.notBefore()).isEqualTo(notBefore);
        assertThat(told.expiresAt()).isEqualTo(notBefore.plus(Duration.ofDays(2)));
        assertThat(tap.facts(NotificationRequested.class, id)).isEmpty();
    }

    @Test
    void whatIsStoppedInTimeNeverLeavesAndSaysSoAgain() {
        var id = scheduled(clock.instant().plus(Duration.ofDays(30)));
        Token.as(Tenancy.begun(server)).delete("/v1/notifications/" + id).then().statusCode(404);

        for (var time = 0; time < 2; time++) {
            Token.as(service)
                    .delete("/v1/notifications/" + id)
                    .then()
                    .statusCode(200)
                    .body("result", equalTo("stopped"))
                    .body("status", equalTo("cancelled"));
        }

        Token.as(service)
                .get("/v1/notifications/" + id)
                .then()
                .body("status", equalTo("cancelled"))
                .body("final", equalTo(true));
        await().atMost(SOON)
                .until(() -> tap.facts(NotificationDeclined.class, id), facts -> !facts.isEmpty());
        assertThat(tap.facts(NotificationDeclined.class, id))
                .extracting(NotificationDeclined::reason)
                .containsExactly(Reason.CANCELLED);
        assertThat(tap.facts(NotificationCancelled.class, id)).isEmpty();
        assertThat(rows.find(service, id).orElseThrow().request()).isNull();
    }

    @Test
    void leavesWhenItsTimeHasComeWithTheBoxesOfItsAcceptance() {
        var past = clock.instant().minusSeconds(1);
        var request = request(past, past.plus(Duration.ofDays(1)), Lane.EXPRESS);
        schedule.keep(List.of(request));
        schedule.keep(List.of(request));

        var id = request.notificationId();
        await().atMost(SOON)
                .until(() -> tap.facts(NotificationRequested.class, id), facts -> !facts.isEmpty());
        var told = tap.facts(NotificationRequested.class, id);
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().words()).isEqualTo(BOX);
        assertThat(told.getFirst().occurredAt()).isEqualTo(request.notBefore());
        await().atMost(SOON)
                .until(() -> rows.find(service, id).orElseThrow().state() == Kept.State.LEFT);
        assertThat(tap.facts(NotificationScheduled.class, id)).hasSize(1);
    }

    @Test
    void whatExpiredMeanwhileIsDeclined() {
        var past = clock.instant().minusSeconds(10);
        var request = request(past, past.plusSeconds(5), Lane.EXPRESS);
        schedule.keep(List.of(request));

        var id = request.notificationId();
        await().atMost(SOON)
                .until(() -> tap.facts(NotificationDeclined.class, id), facts -> !facts.isEmpty());
        assertThat(tap.facts(NotificationDeclined.class, id).getFirst().reason())
                .isEqualTo(Reason.EXPIRED);
        assertThat(tap.facts(NotificationRequested.class, id)).isEmpty();
    }

    @Test
    void whatACrashedReplicaHadTakenCanNoLongerBeStoppedHereAndLeaves() throws SQLException {
        var later = clock.instant().plus(Duration.ofDays(1));
        var request = request(later, later.plus(Duration.ofDays(1)), Lane.EXPRESS);
        var id = request.notificationId();
        schedule.keep(List.of(request));
        // Taken, and the lease runs until a little later than the look below.
        update("state = 'LEAVING', due_at = '" + later + "'", id);

        assertThat(schedule.stop(service, List.of(id))).isEmpty();

        update("due_at = now() - interval '1 second'", id);
        await().atMost(SOON)
                .until(() -> tap.facts(NotificationRequested.class, id), facts -> !facts.isEmpty());
        await().atMost(SOON)
                .until(() -> rows.find(service, id).orElseThrow().state() == Kept.State.LEFT);
    }

    /** Scars 15 and 17: several release and several stop, and each notification has one end. */
    @Test
    void ofAThousandThatAreStoppedAndReleasedAtOnceEachHasOneEnd() throws Exception {
        var past = clock.instant().minusSeconds(1);
        var requests =
                IntStream.range(0, 1_000)
                        .mapToObj(
                                number ->
                                        request(
                                                past,
                                                past.plus(Duration.ofDays(1)),
                                                number % 2 == 0 ? Lane.EXPRESS : Lane.BULK))
                        .toList();
        Set<UUID> stopped = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (var from = 0; from < 1_000; from += 20) {
                var some = requests.subList(from, from + 20);
                schedule.keep(some);
                work.add(threads.submit(release::releaseSome));
                work.add(
                        threads.submit(
                                () ->
                                        stopped.addAll(
                                                cancellation.cancelAll(
                                                        service,
                                                        some.stream()
                                                                .map(
                                                                        NotificationRequested
                                                                                ::notificationId)
                                                                .toList()))));
            }
            for (var each : work) {
                finished(each);
            }
        }

        var all = requests.stream().map(NotificationRequested::notificationId).toList();
        await().atMost(SOON).until(() -> all.stream().noneMatch(id -> isOpen(id)));
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            var heard = tap.records();
                            var left = new ArrayList<UUID>();
                            var declined = new HashSet<UUID>();
                            for (var record : heard) {
                                var id = UUID.fromString(record.key());
                                if (all.contains(id)) {
                                    switch (record.topic()) {
                                        case Topics.REQUESTED_EXPRESS, Topics.REQUESTED_BULK ->
                                                left.add(id);
                                        case Topics.DECLINED -> declined.add(id);
                                        default -> {}
                                    }
                                }
                            }
                            assertThat(left).doesNotHaveDuplicates();
                            assertThat(declined).isEqualTo(stopped);
                            assertThat(left).doesNotContainAnyElementsOf(stopped);
                            assertThat(left.size() + stopped.size()).isEqualTo(1_000);
                        });
        assertThat(stopped).isNotEmpty();
        assertThat(stopped.size()).isLessThan(1_000);
    }

    /** Scar 16. */
    @Test
    void ofManyThatAreDueFewAreTakenAtOnce() throws SQLException {
        forgetWhatOtherTestsLeft();
        var later = clock.instant().plus(Duration.ofDays(300));
        var bulk =
                IntStream.range(0, 500)
                        .mapToObj(_ -> request(later, later.plusSeconds(60), Lane.BULK))
                        .toList();
        schedule.keep(bulk);
        schedule.keep(List.of(request(later.plusSeconds(1), later.plusSeconds(60), Lane.EXPRESS)));
        var due = later.plusSeconds(2);

        assertThat(rows.take(Lane.EXPRESS, due, 200, due.plusSeconds(60))).hasSize(1);
        assertThat(rows.take(Lane.BULK, due, 200, due.plusSeconds(60))).hasSize(200);
        assertThat(rows.take(Lane.BULK, due, 200, due.plusSeconds(60))).hasSize(200);
        assertThat(rows.take(Lane.BULK, due, 200, due.plusSeconds(60))).hasSize(100);
        assertThat(rows.take(Lane.BULK, due, 200, due.plusSeconds(60))).isEmpty();
    }

    /** Scar 16: a code does not wait behind what is due since longer. */
    @Test
    void theExpressOnesLeaveFirst() throws SQLException {
        forgetWhatOtherTestsLeft();
        var past = clock.instant().minusSeconds(60);
        var bulk =
                IntStream.range(0, 400)
                        .mapToObj(_ -> request(past, past.plus(Duration.ofDays(1)), Lane.BULK))
                        .toList();
        var code = request(clock.instant(), past.plus(Duration.ofDays(1)), Lane.EXPRESS);
        schedule.keep(Stream.concat(bulk.stream(), Stream.of(code)).toList());

        release.releaseSome();

        assertThat(rows.find(service, code.notificationId()).orElseThrow().state())
                .isNotEqualTo(Kept.State.WAITING);
        await().atMost(SOON)
                .until(() -> bulk.stream().noneMatch(each -> isOpen(each.notificationId())));
    }

    /** Scar 16: a lane is shared by the services that wait in it. */
    @Test
    void aFewOfOneServiceDoNotWaitBehindTheManyOfAnother() throws SQLException {
        forgetWhatOtherTestsLeft();
        var later = clock.instant().plus(Duration.ofDays(300));
        var many =
                IntStream.range(0, 1_000)
                        .mapToObj(_ -> request(later, later.plusSeconds(60), Lane.BULK))
                        .toList();
        schedule.keep(many);
        var large = service;
        service = Tenancy.withTemplate(server);
        var few =
                IntStream.range(0, 10)
                        .mapToObj(
                                _ ->
                                        request(
                                                later.plusSeconds(1),
                                                later.plusSeconds(60),
                                                Lane.BULK))
                        .toList();
        schedule.keep(few);
        var due = later.plusSeconds(2);

        var taken = servicesOf(rows.take(Lane.BULK, due, 200, due.plusSeconds(60)));

        assertThat(taken).filteredOn(service::equals).hasSize(10);
        assertThat(taken).filteredOn(large::equals).hasSize(100);
        assertThat(servicesOf(rows.take(Lane.BULK, due, 200, due.plusSeconds(60))))
                .as("alone again, it has all of the lane")
                .hasSize(200)
                .containsOnly(large);
    }

    @Test
    void whatIsDueIsFoundAmongHundredsOfThousandsByItsIndex() throws SQLException {
        var other = Tenancy.withTemplate(server);
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                for (var rows :
                        List.of(
                                "'%s', now() - n * interval '1 ms' from generate_series(1, 100000)"
                                        .formatted(service),
                                "'%s', now() from generate_series(1, 10)".formatted(other),
                                "'%s', now() + interval '9 days' from generate_series(1, 100000)"
                                        .formatted(other))) {
                    statement.executeUpdate(
                            "insert into scheduled_notification (id, lane, state, accepted_at,"
                                    + " not_before, request, service, due_at) select"
                                    + " gen_random_uuid(), 'BULK', 'WAITING', now(), now(), '', "
                                    + rows
                                    + " as n");
                }
                statement.execute("analyze scheduled_notification");
            }
            var plan = explained(connection);
            connection.rollback();

            assertThat(plan).contains("scheduled_notification_share").doesNotContain("Seq Scan");
            assertThat(rowsOf(plan))
                    .as("no step reads much more than the batch: %s", plan)
                    .isNotEmpty()
                    .allMatch(count -> count <= 1_000);
        }
    }

    private static String explained(Connection connection) throws SQLException {
        var plan = new StringJoiner("\n");
        try (var explain =
                connection.prepareStatement("explain (analyze) " + ScheduledNotifications.TAKE)) {
            var now = OffsetDateTime.now(ZoneOffset.UTC);
            for (var lane : List.of(1, 2, 4)) {
                explain.setString(lane, "BULK");
            }
            for (var time : List.of(3, 5, 8)) {
                explain.setObject(time, now);
            }
            explain.setInt(6, 200);
            explain.setInt(7, 200);
            try (var lines = explain.executeQuery()) {
                while (lines.next()) {
                    plan.add(lines.getString(1));
                }
            }
        }
        return plan.toString();
    }

    /** How many rows each step of a plan gave or threw away. */
    private static List<Long> rowsOf(String plan) {
        return ROWS_OF_A_STEP
                .matcher(plan)
                .results()
                .map(
                        step ->
                                step.group(3) != null
                                        ? Long.parseLong(step.group(3))
                                        : Math.round(
                                                Double.parseDouble(step.group(1))
                                                        * Long.parseLong(step.group(2))))
                .toList();
    }

    private static List<String> servicesOf(List<Taken> taken) {
        return taken.stream().map(each -> each.request().service()).toList();
    }

    @Test
    void whatIsLongSettledIsForgottenAndWhatWaitsIsNot() {
        var later = clock.instant().plus(Duration.ofDays(300));
        var stopped = request(later, later.plusSeconds(60), Lane.BULK);
        var waiting = request(later, later.plusSeconds(60), Lane.BULK);
        schedule.keep(List.of(stopped, waiting));
        schedule.stop(service, List.of(stopped.notificationId()));

        rows.forget(clock.instant().plusSeconds(1), 100_000);

        assertThat(rows.find(service, stopped.notificationId())).isEmpty();
        assertThat(rows.find(service, waiting.notificationId())).isPresent();
    }

    private boolean isOpen(UUID id) {
        var state = rows.find(service, id).orElseThrow().state();
        return state == Kept.State.WAITING || state == Kept.State.LEAVING;
    }

    private static void finished(Future<?> work) throws ExecutionException, InterruptedException {
        work.get();
    }

    private void forgetWhatOtherTestsLeft() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("delete from scheduled_notification");
        }
    }

    private void update(String what, UUID id) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update scheduled_notification set " + what + " where id = '" + id + "'");
        }
    }

    private UUID scheduled(Instant when) {
        var notBefore = when.truncatedTo(ChronoUnit.MILLIS);
        return UUID.fromString(
                Token.as(service)
                        .body(
                                """
                                {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},
                                 "values":{"prénom":"Zoé","date":"3 mai","urgent":false},
                                 "reference":"dossier-42","notBefore":"%s"}"""
                                        .formatted(notBefore))
                        .post("/v1/notifications")
                        .then()
                        .statusCode(201)
                        .body("status", equalTo("scheduled"))
                        .body("notBefore", equalTo(notBefore.toString()))
                        .extract()
                        .<String>path("id"));
    }

    private NotificationRequested request(Instant notBefore, Instant expiresAt, Lane lane) {
        return new NotificationRequested(
                UUID.randomUUID(),
                notBefore.minus(Duration.ofDays(3)),
                service,
                "rdv-rappel",
                1,
                Category.MANDATORY,
                lane,
                AmbiguityPolicy.PREFER_NO_LOSS,
                "7K2MQ9X4C",
                null,
                notBefore.truncatedTo(ChronoUnit.MICROS),
                expiresAt,
                List.of(Channel.EMAIL),
                BOX,
                BOX);
    }
}
