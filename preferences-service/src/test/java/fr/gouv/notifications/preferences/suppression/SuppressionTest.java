package fr.gouv.notifications.preferences.suppression;

import static fr.gouv.notifications.contracts.Channel.EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import fr.gouv.notifications.preferences.GatewayStub;
import fr.gouv.notifications.preferences.Tokens;
import fr.gouv.notifications.preferences.routing.Requests;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@QuarkusTestResource(GatewayStub.class)
class SuppressionTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final String bootstrap;
    private final InstantSource clock;
    private final AgroalDataSource dataSource;
    private final SweepSuppressions sweeper;
    private final String service = "s" + UUID.randomUUID().toString().substring(0, 8);
    private final String other = "o" + UUID.randomUUID().toString().substring(0, 8);
    private final String address = "citizen-" + UUID.randomUUID() + "@example.fr";
    private FactTap neighbours;

    SuppressionTest(
            @ConfigProperty(name = "KAFKA_BOOTSTRAP") String bootstrap,
            InstantSource clock,
            AgroalDataSource dataSource,
            SweepSuppressions sweeper) {
        this.bootstrap = bootstrap;
        this.clock = clock;
        this.dataSource = dataSource;
        this.sweeper = sweeper;
    }

    @BeforeEach
    void arrive() {
        neighbours = new FactTap(bootstrap, Topics.ROUTED_EXPRESS, Topics.DECLINED);
    }

    @AfterEach
    void leave() {
        neighbours.close();
    }

    @Test
    void anAddressThatBouncedGetsNothingMoreFromAnybodyUntilAServiceKnowsBetter() {
        var first = sendTo(address, service);
        var digest = routed(first).plan().getFirst().addressDigest();
        bounced(first, digest, Reason.ADDRESS_UNKNOWN, now());
        awaitBlocks(service, address, 1);

        for (var writer : List.of(service, other)) {
            assertThat(declined(sendTo(address, writer))).isEqualTo(Reason.SUPPRESSED_ADDRESS);
        }
        search(service, address)
                .body("suppressions[0].rule", equalTo("hard"))
                .body("suppressions[0].scope", equalTo("platform"))
                .body("suppressions[0].channel", equalTo("email"))
                .body("suppressions[0].reason", equalTo("address-unknown"))
                .body("suppressions[0].code", equalTo("550 5.1.1"))
                .body("suppressions[0].blocks", equalTo(true))
                .body("suppressions[0].notification", equalTo(first.notificationId().toString()))
                .body("suppressions[0].lift", nullValue());

        lift(service, address)
                .body("lifted", hasSize(1))
                .body("suppressions[0].blocks", equalTo(false))
                .body("suppressions[0].lift.who", equalTo("svc-caf"))
                .body("suppressions[0].lift.why", equalTo("checked by phone"));
        lift(service, address).body("lifted", empty());
        var second = sendTo(address, service);
        routed(second);
        assertThat(declined(sendTo(address, other))).isEqualTo(Reason.SUPPRESSED_ADDRESS);

        bounced(second, digest, Reason.ADDRESS_UNKNOWN, now().plusSeconds(1));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                search(service, address)
                                        .body("suppressions[0].blocks", equalTo(true)));
        assertThat(declined(sendTo(address, service))).isEqualTo(Reason.SUPPRESSED_ADDRESS);
    }

    @Test
    void ourOwnFaultsNeverSuppress() {
        var first = sendTo(address, service);
        var digest = routed(first).plan().getFirst().addressDigest();
        for (var reason :
                List.of(
                        Reason.SENDER_REFUSED,
                        Reason.CONTENT_REFUSED,
                        Reason.THROTTLED,
                        Reason.REFUSED)) {
            bounced(first, digest, reason, now());
        }
        var dead = "dead-" + address;
        var last = sendTo(dead, service);
        bounced(
                last,
                routed(last).plan().getFirst().addressDigest(),
                Reason.ADDRESS_UNKNOWN,
                now());
        awaitBlocks(service, dead, 1);

        search(service, address).body("suppressions", empty());
        routed(sendTo(address, service));
    }

    @Test
    void aComplaintKeepsOneServiceFromWhatIsOptional() {
        var first = sendTo(address, service);
        var digest = routed(first).plan().getFirst().addressDigest();
        neighbours.tell(report(first, digest, DeliveryReport.COMPLAINED, null, now()));
        awaitBlocks(service, address, 1);

        assertThat(declined(sendTo(address, service))).isEqualTo(Reason.SUPPRESSED_ADDRESS);
        routed(sendTo(address, other));
        var due =
                Requests.live(service, Lane.EXPRESS, now()).mandatoryTo(recipient(address), EMAIL);
        neighbours.tell(due);
        routed(due);
        search(other, address).body("suppressions", empty());
        search(service, address)
                .body("suppressions[0].rule", equalTo("complaint"))
                .body("suppressions[0].scope", equalTo("service"))
                .body("suppressions[0].until", nullValue());
    }

    @Test
    void whatIsHeardTwiceOrInAnyOrderCountsOnce() throws SQLException {
        var first = sendTo(address, service);
        var digest = routed(first).plan().getFirst().addressDigest();
        var second = sendTo(address, other);
        routed(second);
        for (var i = 0; i < 3; i++) {
            bounced(second, digest, Reason.ADDRESS_DISABLED, now());
            bounced(first, digest, Reason.ADDRESS_DISABLED, now().minus(Duration.ofHours(25)));
        }
        awaitBlocks(service, address, 1);

        assertThat(rows("select rule from suppression_hit where digest = ?", digest))
                .containsExactly("disabled", "disabled");
        assertThat(rows("select rule from suppression where digest = ?", digest))
                .containsExactly("disabled");
    }

    @Test
    void eachServiceListsItsOwnEvidenceOnly() {
        for (var i = 0; i < 3; i++) {
            var to = i + address;
            var sent = sendTo(to, service);
            bounced(
                    sent,
                    routed(sent).plan().getFirst().addressDigest(),
                    Reason.ADDRESS_UNKNOWN,
                    now().minusSeconds(i));
            awaitBlocks(service, to, 1);
        }

        var ids =
                list(service, "limit=2")
                        .body("suppressions", hasSize(2))
                        .extract()
                        .<List<String>>path("suppressions.id");
        list(service, "limit=2&before=" + ids.getLast()).body("suppressions", hasSize(1));
        list(other, "limit=2").body("suppressions", empty());
        search(other, 0 + address)
                .body("suppressions", hasSize(1))
                .body("suppressions[0].notification", nullValue())
                .body("suppressions[0].since", endsWith("T00:00:00Z"))
                .body("suppressions[0].lastAt", endsWith("T00:00:00Z"))
                .body("suppressions[0].until", endsWith("T00:00:00Z"));
        search(service, 0 + address).body("suppressions[0].lastAt", not(endsWith("T00:00:00Z")));
    }

    @Test
    void wantsOneAddressAndRepeatsNone() {
        post(service, "search", "{}").statusCode(422);
        post(service, "search", "{\"email\":\"a@b.fr\",\"phone\":\"0612345678\"}")
                .statusCode(422)
                .body(not(containsString("a@b.fr")));
        post(service, "search", "{\"phone\":\"0612345678\"}")
                .statusCode(200)
                .body("suppressions", empty());
        lift(service, address).body("suppressions", empty());
        Tokens.gateway()
                .auth()
                .oauth2(Tokens.withScope("notifications:manage"))
                .get("/internal/services/{service}/suppressions?limit=1", service)
                .then()
                .statusCode(403);
    }

    @Test
    void forgetsWhatHasEnded() throws SQLException {
        var digest = bouncedDaysAgo(365 + 31);

        sweeper.sweep();

        assertThat(rows("select rule from suppression where digest = ?", digest)).isEmpty();
        assertThat(rows("select rule from suppression_hit where digest = ?", digest)).isEmpty();
    }

    @Test
    void remembersForAWhileWhatHasEnded() throws SQLException {
        var digest = bouncedDaysAgo(365 + 29);

        sweeper.sweep();

        assertThat(rows("select rule from suppression where digest = ?", digest)).hasSize(1);
        assertThat(rows("select rule from suppression_hit where digest = ?", digest)).hasSize(1);
    }

    @Test
    void aRequestHeardAgainAfterItsAddressDiedIsAnsweredAsBefore() {
        var first = sendTo(address, service);
        var digest = routed(first).plan().getFirst().addressDigest();
        bounced(first, digest, Reason.ADDRESS_UNKNOWN, now().plusSeconds(1));
        awaitBlocks(service, address, 1);

        neighbours.tell(first);

        await().atMost(SOON)
                .until(
                        () ->
                                neighbours
                                                .facts(
                                                        NotificationRouted.class,
                                                        first.notificationId())
                                                .size()
                                        == 2);
        assertThat(neighbours.facts(NotificationDeclined.class, first.notificationId())).isEmpty();
    }

    private String bouncedDaysAgo(int days) {
        var digest = "digest-" + UUID.randomUUID();
        var sent =
                Requests.live(service, Lane.EXPRESS, now()).optionalTo(recipient(address), EMAIL);
        bounced(sent, digest, Reason.ADDRESS_UNKNOWN, now().minus(Duration.ofDays(days)));
        await().atMost(SOON)
                .until(
                        () -> rows("select rule from suppression where digest = ?", digest),
                        found -> !found.isEmpty());
        return digest;
    }

    private NotificationRequested sendTo(String email, String writer) {
        var request =
                Requests.live(writer, Lane.EXPRESS, now()).optionalTo(recipient(email), EMAIL);
        neighbours.tell(request);
        return request;
    }

    private NotificationRouted routed(NotificationRequested request) {
        return await().atMost(SOON)
                .until(
                        () -> neighbours.facts(NotificationRouted.class, request.notificationId()),
                        answers -> !answers.isEmpty())
                .getFirst();
    }

    private Reason declined(NotificationRequested request) {
        return await().atMost(SOON)
                .until(
                        () ->
                                neighbours.facts(
                                        NotificationDeclined.class, request.notificationId()),
                        answers -> !answers.isEmpty())
                .getFirst()
                .reason();
    }

    private void bounced(
            NotificationRequested sent, @Nullable String digest, Reason reason, Instant at) {
        neighbours.tell(report(sent, digest, DeliveryReport.BOUNCED, reason, at));
    }

    private static DeliveryReported report(
            NotificationRequested sent,
            @Nullable String digest,
            DeliveryReport report,
            @Nullable Reason reason,
            Instant at) {
        return new DeliveryReported(
                sent.notificationId(),
                at,
                sent.service(),
                EMAIL,
                0,
                1,
                report,
                reason,
                "550 5.1.1",
                null,
                null,
                null,
                digest);
    }

    private static void awaitBlocks(String service, String email, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> search(service, email).body("suppressions", hasSize(count)));
    }

    private static ValidatableResponse search(String service, String email) {
        return post(service, "search", "{\"email\":\"" + email + "\"}").statusCode(200);
    }

    private static ValidatableResponse lift(String service, String email) {
        return post(
                        service,
                        "lifts",
                        "{\"email\":\"%s\",\"who\":\"svc-caf\",\"why\":\"checked by phone\"}"
                                .formatted(email))
                .statusCode(200);
    }

    private static ValidatableResponse list(String service, String query) {
        return Tokens.gateway()
                .get("/internal/services/{service}/suppressions?" + query, service)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse post(String service, String what, String body) {
        return Tokens.gateway()
                .contentType(ContentType.JSON)
                .body(body)
                .post("/internal/services/{service}/suppressions/{what}", service, what)
                .then();
    }

    private List<String> rows(String sql, @Nullable String digest) throws SQLException {
        List<String> found = new ArrayList<>();
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(sql)) {
            select.setString(1, digest);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Recipient recipient(String email) {
        return new Recipient(null, email, null, null);
    }
}
