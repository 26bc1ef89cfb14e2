package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.tracking.status.Facts.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.NotificationOverdue;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@SuppressWarnings("NullAway.Init") // set by the test framework
class WatchdogTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject Watchdog watchdog;
    @Inject RecordFacts recorder;
    @Inject OverdueMetrics metrics;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private final String service = "w" + UUID.randomUUID().toString().substring(0, 8);
    private final Facts facts = new Facts(UUID.randomUUID(), service);
    private FactTap tap;

    @BeforeEach
    void listen() {
        tap = new FactTap(bootstrap, Topics.OVERDUE);
    }

    @AfterEach
    void hangUp() {
        tap.close();
    }

    @Test
    void tellsOnceThatNoProviderHasTakenIt() {
        record(facts.requested(0), facts.routed(1));
        watchdog.sweep(minute(15));
        overdue(Map.of()).body("items", empty());

        watchdog.sweep(minute(17));
        watchdog.sweep(minute(18));
        watchdog.sweep(minute(30));

        overdue(Map.of())
                .body("items.id", contains(facts.id().toString()))
                .body("items[0].overdue", equalTo("not-sent"))
                .body("items[0].overdueSince", equalTo(minute(16).toString()))
                .body("items[0].status", equalTo("in-progress"))
                .body("items[0].final", equalTo(false));
        assertThat(alerts(facts, 1))
                .containsExactly(
                        new NotificationOverdue(
                                facts.id(),
                                minute(17),
                                service,
                                Lane.EXPRESS,
                                PublicStatus.IN_PROGRESS,
                                Overdue.NOT_SENT,
                                minute(16)));
        Reader.asks(service, facts.id())
                .body("events.type", contains("requested", "routed", "overdue"))
                .body("events[2].overdue", equalTo("not-sent"));
    }

    @Test
    void isNotOverdueAnyMoreWhenItMovesOn() {
        record(facts.requested(0), facts.routed(1));
        watchdog.sweep(minute(17));

        record(facts.reported(18, 0, 1, DeliveryReport.HANDED_OVER));

        overdue(Map.of()).body("items", empty());
        Reader.asks(service, facts.id())
                .body("status", equalTo("sent"))
                .body("overdue", equalTo(null));
    }

    @Test
    void tellsEachCauseOnceAndGivesUpAtTheEnd() {
        record(facts.requested(0));
        watchdog.sweep(minute(6));
        record(facts.routed(7));
        watchdog.sweep(minute(25));
        var expired = minute(0).plus(Duration.ofDays(2)).plus(Duration.ofMinutes(16));
        watchdog.sweep(expired);
        watchdog.sweep(expired.plus(Duration.ofDays(9)));
        overdue(Map.of()).body("items[0].overdue", equalTo("not-ended"));

        watchdog.sweep(expired.plus(Duration.ofDays(11)));
        watchdog.sweep(expired.plus(Duration.ofDays(12)));

        assertThat(alerts(facts, 4))
                .extracting(NotificationOverdue::overdue)
                .containsExactlyInAnyOrder(
                        Overdue.NOT_ROUTED, Overdue.NOT_SENT, Overdue.NOT_ENDED, Overdue.GIVEN_UP);
        overdue(Map.of()).body("items", empty());
        Reader.asks(service, facts.id())
                .body("status", equalTo("unknown"))
                .body("final", equalTo(true))
                .body("reason", equalTo("no-news"));

        record(facts.reported(9, 0, 1, DeliveryReport.DELIVERED));
        Reader.asks(service, facts.id()).body("status", equalTo("delivered"));
    }

    @Test
    void filtersCombineAndPagesFollowEachOther() {
        var late =
                IntStream.range(0, 5).mapToObj(_ -> new Facts(UUID.randomUUID(), service)).toList();
        for (var i = 0; i < 5; i++) {
            record(late.get(i).requested(i));
        }
        record(late.getFirst().routed(9));
        record(facts.requested(100));
        watchdog.sweep(minute(30));

        overdue(Map.of("status", "in-progress"))
                .body("items.id", contains(late.getFirst().id().toString()));
        overdue(Map.of("status", "accepted", "from", minute(3).toString()))
                .body(
                        "items.id",
                        contains(late.get(4).id().toString(), late.get(3).id().toString()));
        list(Map.of("overdue", "false")).body("items.id", contains(facts.id().toString()));
        List<String> seen = new ArrayList<>();
        var page = overdue(Map.of("limit", "2")).extract().jsonPath();
        seen.addAll(page.getList("items.id"));
        while (page.getString("next") != null) {
            page =
                    overdue(Map.of("limit", "2", "cursor", page.getString("next")))
                            .extract()
                            .jsonPath();
            seen.addAll(page.getList("items.id"));
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        late.reversed().stream().map(each -> each.id().toString()).toList());
        Reader.gateway()
                .queryParam("overdue", "yes")
                .get("/internal/notifications/{service}", service)
                .then()
                .statusCode(400)
                .body("detail", containsString("true or false"));
    }

    @Test
    void severalWatchdogsTellOfEachOnce() throws Exception {
        var late =
                IntStream.range(0, 300)
                        .mapToObj(_ -> new Facts(UUID.randomUUID(), service))
                        .toList();
        late.forEach(each -> record(each.requested(0)));

        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var each :
                    threads.invokeAll(
                            IntStream.range(0, 4)
                                    .<Callable<Void>>mapToObj(
                                            _ ->
                                                    () -> {
                                                        watchdog.sweep(minute(6));
                                                        return null;
                                                    })
                                    .toList())) {
                each.get();
            }
        }

        var ids = late.stream().map(each -> each.id().toString()).toList();
        await().atMost(SOON)
                .until(
                        () ->
                                tap.records().stream()
                                                .filter(record -> ids.contains(record.key()))
                                                .count()
                                        >= 300);
        assertThat(tap.records().stream().filter(record -> ids.contains(record.key())))
                .hasSize(300);
    }

    @Test
    void countsWhatIsOverdue() {
        record(facts.requested(0));
        watchdog.sweep(minute(6));

        metrics.measure();

        var shown = RestAssured.get("/q/metrics").asString();
        assertThat(shown)
                .containsPattern("notifications_overdue\\{lane=\"express\",?} [1-9]")
                .containsPattern("notifications_overdue_oldest_seconds [1-9]");
        assertThat(shown).doesNotContain(service, facts.id().toString());
    }

    private List<NotificationOverdue> alerts(Facts about, int atLeast) {
        return await().atMost(SOON)
                .until(
                        () -> tap.facts(NotificationOverdue.class, about.id()),
                        told -> told.size() >= atLeast);
    }

    private void record(NotificationEvent... told) {
        recorder.record(
                Arrays.stream(told)
                        .map(fact -> new Received(Envelope.eventId(fact), fact))
                        .toList());
    }

    private ValidatableResponse overdue(Map<String, String> filter) {
        var all = new HashMap<>(filter);
        all.put("overdue", "true");
        return list(all);
    }

    private ValidatableResponse list(Map<String, String> filter) {
        return Reader.gateway()
                .queryParams(filter)
                .get("/internal/notifications/{service}", service)
                .then()
                .statusCode(200);
    }
}
