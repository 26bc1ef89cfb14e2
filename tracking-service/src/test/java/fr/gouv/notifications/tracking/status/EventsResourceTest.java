package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.contracts.DeliveryReport.DELIVERED;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class EventsResourceTest {

    private static final String EVENTS = "/internal/events/{service}";
    private static final String LONGEST = "20";

    /** Shorter than the longest wait: who is not woken is late. */
    private static final Duration SOON = Duration.ofSeconds(12);

    private final RecordFacts recorder;
    private final AgroalDataSource dataSource;
    private final MeterRegistry metrics;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String service = "events-" + UUID.randomUUID();

    EventsResourceTest(RecordFacts recorder, AgroalDataSource dataSource, MeterRegistry metrics) {
        this.recorder = recorder;
        this.dataSource = dataSource;
        this.metrics = metrics;
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void tellsWhatAReaderMustKnowOfAChange() {
        var facts = facts();
        record(facts.requested(0), facts.reported(1, 0, 1, DELIVERED));

        var event = page(Map.of());

        assertThat(event.getList("items")).hasSize(1);
        assertThat(event.getString("items[0].notificationId")).isEqualTo(facts.id().toString());
        assertThat(event.getString("items[0].status")).isEqualTo("delivered");
        assertThat(event.getBoolean("items[0].final")).isTrue();
        assertThat(event.getLong("items[0].sequence")).isEqualTo(1);
        assertThat(event.getString("items[0].at")).isEqualTo(Facts.minute(1).toString());
        assertThat(event.getString("items[0].recipient.box")).isEqualTo(Facts.BOX.box());
        assertThat(page(Map.of()).getString("items[0].id"))
                .isEqualTo(event.getString("items[0].id"));
    }

    @Test
    void givesEveryChangeOnceOverAllPages() {
        var ids = new ArrayList<String>();
        for (var i = 0; i < 5; i++) {
            var facts = facts();
            record(facts.requested(i));
            ids.add(facts.id().toString());
        }

        var seen = new ArrayList<String>();
        var page = page(Map.of("limit", "2"));
        while (!page.getList("items").isEmpty()) {
            seen.addAll(page.getList("items.notificationId"));
            page = page(Map.of("limit", "2", "cursor", page.getString("next")));
        }

        assertThat(seen).containsExactlyElementsOf(ids);
    }

    @Test
    void beginsAtTheEndWhenAskedTo() {
        record(facts().requested(0));
        var end = page(Map.of("cursor", "latest"));
        var later = facts();
        record(later.requested(1));

        var page = page(Map.of("cursor", end.getString("next")));

        assertThat(end.getList("items")).isEmpty();
        assertThat(page.getList("items.notificationId")).containsExactly(later.id().toString());
    }

    @Test
    void wakesAReaderWhenThereIsNews() throws InterruptedException, ExecutionException {
        var cursor = page(Map.of()).getString("next");
        var reader = threads.submit(() -> page(Map.of("cursor", cursor, "wait", LONGEST)));
        awaitReaders(1);
        var facts = facts();

        record(facts.requested(0));

        await().atMost(SOON).until(reader::isDone);
        assertThat(reader.get().getList("items.notificationId"))
                .containsExactly(facts.id().toString());
    }

    @Test
    void answersWithACursorToGoOnWithWhenNothingCameInTime() {
        var page = page(Map.of("wait", "1"));
        record(facts().requested(0));

        assertThat(page.getList("items")).isEmpty();
        assertThat(page(Map.of("cursor", page.getString("next"))).getList("items")).hasSize(1);
    }

    @Test
    void tellsOneReaderTooManyToComeBackAndStillTellsHimNews() {
        var cursor = page(Map.of()).getString("next");
        var readers = new ArrayList<Future<JsonPath>>();
        for (var i = 0; i < 8; i++) {
            readers.add(threads.submit(() -> page(Map.of("cursor", cursor, "wait", LONGEST))));
        }
        awaitReaders(8);

        get(Map.of("cursor", cursor, "wait", LONGEST))
                .then()
                .statusCode(429)
                .header("Retry-After", "5")
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:too-many-readers"));

        assertThat(readers).noneMatch(Future::isDone);
        assertThat(page(Map.of("cursor", cursor)).getList("items")).isEmpty();
        record(facts().requested(0));
        await().atMost(SOON).until(() -> readers.stream().allMatch(Future::isDone));
        assertThat(page(Map.of("cursor", cursor, "wait", LONGEST)).getList("items")).hasSize(1);
    }

    @Test
    void refusesTheCursorOfAnotherServiceAndSaysNothingOfIt() {
        var cursor = page(Map.of()).getString("next");

        Reader.gateway()
                .queryParam("cursor", cursor)
                .get(EVENTS, "cpam-75")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:notifications:problem:foreign-cursor"))
                .body("detail", not(containsString(service)));
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0, invalid-parameter",
        "limit, 501, invalid-parameter",
        "limit, many, invalid-parameter",
        "wait, 21, invalid-parameter",
        "wait, -1, invalid-parameter",
        "wait, 1.5, invalid-parameter",
        "cursor, %%%, invalid-cursor",
        "cursor, bm90IGEgY3Vyc29y, invalid-cursor"
    })
    void refusesAParameterThatItDoesNotUnderstand(String name, String value, String type) {
        get(Map.of(name, value))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:" + type));
    }

    @Test
    void saysThatACursorLapsedWhenChangesBehindItWereDropped() throws SQLException {
        execute("select turn_feed('2020-01-15', '2019-10-01')");
        tellInJanuary2020();
        var first = page(Map.of("limit", "1"));
        tellInJanuary2020();

        execute("select turn_feed(current_date, current_date - 90)");
        record(facts().requested(0));

        expectLapsed(first.getString("next"));
        var again = page(Map.of("limit", "1"));
        assertThat(again.getList("items.status")).containsExactly("accepted");
        assertThat(page(Map.of("cursor", again.getString("next"))).getList("items")).isEmpty();
    }

    @Test
    void keepsACursorThatKnowsEverythingThatWasDropped() throws SQLException {
        execute("select turn_feed('2020-01-15', '2019-10-01')");
        tellInJanuary2020();
        var end = page(Map.of());
        execute("select turn_feed(current_date, current_date - 90)");
        record(facts().requested(0));

        var page = page(Map.of("cursor", end.getString("next")));

        assertThat(page.getList("items.status")).containsExactly("accepted");
    }

    @Test
    void everyCursorLapsesInAnotherLifeOfTheFeed() throws SQLException {
        var cursor = page(Map.of()).getString("next");

        execute("update feed set life = substr(gen_random_uuid()::text, 1, 8)");

        expectLapsed(cursor);
    }

    @Test
    void aCursorThatIsAheadOfTheDatabaseLapses() {
        var parts =
                new String(Base64.getUrlDecoder().decode(page(Map.of()).getString("next")), UTF_8);
        var ahead = parts.substring(0, parts.lastIndexOf('|') + 1) + "999999999999";

        expectLapsed(Base64.getUrlEncoder().encodeToString(ahead.getBytes(UTF_8)));
    }

    @Test
    void isClosedToEverybodyElse() {
        given().auth()
                .oauth2(Reader.token("notifications:read"))
                .get(EVENTS, service)
                .then()
                .statusCode(403);
    }

    private Facts facts() {
        return new Facts(UUID.randomUUID(), service);
    }

    private void record(NotificationEvent... told) {
        recorder.record(
                Arrays.stream(told)
                        .map(fact -> new Received(Envelope.eventId(fact), fact))
                        .toList());
    }

    private void tellInJanuary2020() throws SQLException {
        execute(
                """
                insert into status_change (position, service, notification_id, sequence, status, at, told_at)
                values (nextval('status_change_position'), '%s', gen_random_uuid(), 1, 'SENT', now(),
                    '2020-01-20Z')
                """
                        .formatted(service));
    }

    private void expectLapsed(String cursor) {
        get(Map.of("cursor", cursor))
                .then()
                .statusCode(410)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:cursor-lapsed"));
    }

    private void awaitReaders(int count) {
        await().atMost(SOON)
                .until(() -> metrics.get("notifications.feed.waiting").gauge().value() >= count);
    }

    private JsonPath page(Map<String, String> query) {
        return get(query).then().statusCode(200).extract().jsonPath();
    }

    private Response get(Map<String, String> query) {
        return Reader.gateway().queryParams(query).get(EVENTS, service);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
