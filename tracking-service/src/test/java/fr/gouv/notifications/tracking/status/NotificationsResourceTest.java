package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.contracts.DeliveryReport.DELIVERED;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class NotificationsResourceTest {

    private static final String LIST = "/internal/notifications/{service}";

    private final RecordFacts recorder;

    NotificationsResourceTest(RecordFacts recorder) {
        this.recorder = recorder;
    }

    @Test
    void showsANotificationToNoOtherService() {
        var facts = Facts.ofSomeNotification();
        record(facts.requested(0));

        Reader.asks(facts.service(), facts.id()).statusCode(200);
        Reader.asks("cpam-75", facts.id())
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:not-found"));
        list("cpam-75", Map.of("reference", "digest-of-dossier-42")).body("items", hasSize(0));
    }

    @Test
    void doesNotTellAForeignIdFromOneThatNeverWas() {
        var facts = Facts.ofSomeNotification();
        record(facts.requested(0));

        var foreign = Reader.asks("cpam-75", facts.id()).extract().asString();
        var unknown = Reader.asks("cpam-75", UUID.randomUUID()).extract().asString();

        assertThat(foreign).isEqualTo(unknown);
        Reader.gateway().get("/internal/notifications/cpam-75/not-an-id").then().statusCode(404);
    }

    @Test
    void answersThePlatformsOwnClientsOnly() {
        given().get(LIST, "caf-92").then().statusCode(401);
        given().get(LIST + "/{id}", "caf-92", UUID.randomUUID()).then().statusCode(401);
        given().auth()
                .oauth2(Reader.token("notifications:read"))
                .get(LIST, "caf-92")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(Reader.token("notifications:read"))
                .get(LIST + "/{id}", "caf-92", UUID.randomUUID())
                .then()
                .statusCode(403);
    }

    @Test
    void findsByStatusReferenceTemplateAndTime() {
        var service = "filters";
        var delivered = new Facts(UUID.randomUUID(), service);
        var accepted = new Facts(UUID.randomUUID(), service);
        record(delivered.requested(1), delivered.reported(2, 0, 1, DELIVERED));
        record(accepted.requested(5));

        list(service, Map.of())
                .body("items.id", contains(accepted.id().toString(), delivered.id().toString()))
                .body("items[0].events", equalTo(null))
                .body("next", equalTo(null));
        expect(service, Map.of("status", "delivered"), delivered);
        expect(service, Map.of("status", List.of("delivered", "sent")), delivered);
        expect(service, Map.of("status", List.of("delivered", "accepted")), accepted, delivered);
        expect(service, Map.of("status", "sent"));
        expect(service, Map.of("reference", "digest-of-dossier-42"), accepted, delivered);
        expect(service, Map.of("reference", "digest-of-another"));
        expect(service, Map.of("template", "rdv-rappel"), accepted, delivered);
        expect(service, Map.of("template", "another"));
        expect(service, Map.of("from", Facts.minute(5).toString()), accepted);
        expect(service, Map.of("to", Facts.minute(5).toString()), delivered);
        expect(
                service,
                Map.of(
                        "status", "accepted",
                        "template", "rdv-rappel",
                        "reference", "digest-of-dossier-42",
                        "from", Facts.minute(1).toString(),
                        "to", Facts.minute(6).toString()),
                accepted);
    }

    @Test
    void countsHowTheRowsOfAFileStandForItsOwnServiceOnly() {
        var service = "files";
        var batch = UUID.randomUUID();
        var delivered = new Facts(UUID.randomUUID(), service);
        var early = new Facts(UUID.randomUUID(), service);
        var accepted = new Facts(UUID.randomUUID(), service);
        record(
                delivered.requestedInFile(1, batch),
                delivered.reported(2, 0, 1, DELIVERED),
                accepted.requestedInFile(1, batch),
                new Facts(UUID.randomUUID(), service).requestedInFile(1, UUID.randomUUID()),
                new Facts(UUID.randomUUID(), service).requested(1));
        // What overtakes its request is a row of the file as soon as the request comes.
        record(early.reported(2, 0, 1, DELIVERED));
        record(early.requestedInFile(1, batch));

        Reader.gateway()
                .get("/internal/batches/{service}/{batch}", service, batch)
                .then()
                .statusCode(200)
                .body("counts", hasSize(2))
                .body("counts.find { it.status == 'delivered' }.notifications", equalTo(2))
                .body("counts.find { it.status == 'accepted' }.notifications", equalTo(1));
        Reader.gateway()
                .get("/internal/batches/{service}/{batch}", "cpam-75", batch)
                .then()
                .statusCode(200)
                .body("counts", hasSize(0));
        given().get("/internal/batches/{service}/{batch}", service, batch).then().statusCode(401);
    }

    @Test
    void givesEveryNotificationOnceOverAllPages() {
        var service = "pages";
        var ids =
                IntStream.range(0, 7)
                        .mapToObj(minute -> new Facts(UUID.randomUUID(), service))
                        .toList();
        // Three at the same instant: the cursor must not skip or repeat one of them.
        IntStream.range(0, 7).forEach(i -> record(ids.get(i).requested(i < 3 ? 0 : i)));

        List<String> seen = new ArrayList<>();
        var page = list(service, Map.of("limit", "2")).extract().jsonPath();
        seen.addAll(page.getList("items.id"));
        while (page.getString("next") != null) {
            page =
                    list(service, Map.of("limit", "2", "cursor", page.getString("next")))
                            .extract()
                            .jsonPath();
            seen.addAll(page.getList("items.id"));
        }

        assertThat(seen)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(facts -> facts.id().toString()).toList());
    }

    @Test
    void refusesTheCursorOfAnotherService() {
        var service = "cursors";
        record(new Facts(UUID.randomUUID(), service).requested(0));
        record(new Facts(UUID.randomUUID(), service).requested(1));
        var cursor = list(service, Map.of("limit", "1")).extract().jsonPath().getString("next");

        Reader.gateway()
                .queryParam("cursor", cursor)
                .get(LIST, "cpam-75")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:notifications:problem:foreign-cursor"));
    }

    @ParameterizedTest
    @CsvSource({
        "status, gone, invalid-parameter",
        "from, yesterday, invalid-parameter",
        "to, 12, invalid-parameter",
        "limit, 0, invalid-parameter",
        "limit, 201, invalid-parameter",
        "limit, many, invalid-parameter",
        "cursor, %%%, invalid-cursor",
        "cursor, bm90IGEgY3Vyc29y, invalid-cursor"
    })
    void refusesAParameterThatItDoesNotUnderstand(String name, String value, String type) {
        Reader.gateway()
                .queryParam(name, value)
                .get(LIST, "caf-92")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:" + type));
    }

    private void record(NotificationEvent... told) {
        recorder.record(
                Arrays.stream(told)
                        .map(fact -> new Received(Envelope.eventId(fact), fact))
                        .toList());
    }

    private static void expect(String service, Map<String, ?> filter, Facts... found) {
        list(service, filter)
                .body(
                        "items.id",
                        equalTo(Arrays.stream(found).map(facts -> facts.id().toString()).toList()));
    }

    private static ValidatableResponse list(String service, Map<String, ?> filter) {
        return Reader.gateway().queryParams(filter).get(LIST, service).then().statusCode(200);
    }
}
