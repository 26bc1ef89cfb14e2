package fr.gouv.notifications.preferences.routing;

import static fr.gouv.notifications.contracts.Channel.EMAIL;
import static fr.gouv.notifications.contracts.Channel.SMS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Removal;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import fr.gouv.notifications.preferences.GatewayStub;
import fr.gouv.notifications.preferences.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@QuarkusTestResource(GatewayStub.class)
class RequestListenerTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final String bootstrap;
    private final InstantSource clock;
    private Requests requests;
    private FactTap neighbours;

    RequestListenerTest(
            @ConfigProperty(name = "KAFKA_BOOTSTRAP") String bootstrap, InstantSource clock) {
        this.bootstrap = bootstrap;
        this.clock = clock;
    }

    @BeforeEach
    void arrive() {
        requests = Requests.live("caf-92", Lane.EXPRESS, now());
        neighbours =
                new FactTap(
                        bootstrap,
                        Topics.ROUTED_EXPRESS,
                        Topics.ROUTED_BULK,
                        Topics.DECLINED,
                        Topics.deadLettersOf("preferences"));
    }

    @AfterEach
    void leave() {
        neighbours.close();
    }

    @Test
    void routesToTheAddressThatCameWithTheRequest() {
        var request = requests.optionalTo(email("zoe@example.fr"), SMS, EMAIL);

        neighbours.tell(request);

        var routed = awaitAnswer(NotificationRouted.class, request);
        assertThat(routed.plan()).hasSize(1);
        var step = routed.plan().getFirst();
        assertThat(step.channel()).isEqualTo(EMAIL);
        assertThat(requests.boxOf(request).open("address", step.address(), String.class))
                .isEqualTo("zoe@example.fr");
        assertThat(step.notBefore()).isEqualTo(request.occurredAt());
        assertThat(step.deadline()).isEqualTo(request.expiresAt());
        assertThat(routed.removed()).containsExactly(new Removal(SMS, Reason.CHANNEL_NOT_OFFERED));
        assertThat(routed.words()).isEqualTo(request.words());
        assertThat(routed.proofCode()).isEqualTo(request.proofCode());
        assertThat(routed.expiresAt()).isEqualTo(request.expiresAt());
    }

    @Test
    void keepsBulkOnItsOwnLane() {
        var bulk = Requests.live("caf-92", Lane.BULK, now());
        var request = bulk.optionalTo(email("zoe@example.fr"), EMAIL);

        neighbours.tell(request);

        assertThat(awaitAnswer(NotificationRouted.class, request).lane()).isEqualTo(Lane.BULK);
        assertThat(neighbours.records())
                .filteredOn(record -> request.notificationId().toString().equals(record.key()))
                .extracting(org.apache.kafka.clients.consumer.ConsumerRecord::topic)
                .containsExactly(Topics.ROUTED_BULK);
    }

    @Test
    void routesToTheAddressThatIsKnownOfTheCitizen() {
        Tokens.gateway()
                .contentType(ContentType.JSON)
                .body(Map.of("email", "amina@example.fr", "phone", "06 12 34 56 78"))
                .put("/internal/services/caf-92/citizens/alloc-77")
                .then()
                .statusCode(204);
        var request = requests.optionalTo(citizen("alloc-77"), EMAIL);

        neighbours.tell(request);

        var routed = awaitAnswer(NotificationRouted.class, request);
        assertThat(
                        requests.boxOf(request)
                                .open("address", routed.plan().getFirst().address(), String.class))
                .isEqualTo("amina@example.fr");
    }

    @Test
    void declinesWhenNoAddressIsKnown() {
        var request = requests.mandatoryTo(citizen("nobody-knows"), EMAIL);

        neighbours.tell(request);

        var declined = awaitAnswer(NotificationDeclined.class, request);
        assertThat(declined.reason()).isEqualTo(Reason.NO_ADDRESS);
        assertThat(declined.removed()).containsExactly(new Removal(EMAIL, Reason.NO_ADDRESS));
    }

    @Test
    void declinesWhatAnAddressRefusesHoweverItIsSpelt() {
        optOut("caf-92", Map.of("email", "Refuse@Example.FR"));
        var refused = requests.optionalTo(email("refuse@example.fr"), EMAIL);
        var due = requests.mandatoryTo(email("refuse@example.fr"), EMAIL);
        var ofAnother = Requests.live("cpam-75", Lane.EXPRESS, now());
        var byAnother = ofAnother.optionalTo(email("refuse@example.fr"), EMAIL);

        neighbours.tell(refused);
        neighbours.tell(due);
        neighbours.tell(byAnother);

        assertThat(awaitAnswer(NotificationDeclined.class, refused).reason())
                .isEqualTo(Reason.OPTED_OUT);
        awaitAnswer(NotificationRouted.class, due);
        awaitAnswer(NotificationRouted.class, byAnother);
    }

    @Test
    void declinesWhatACitizenRefusesOnEveryChannel() {
        putCitizen("caf-92", "alloc-78", "refuses-all@example.fr");
        optOut("caf-92", Map.of("citizen", "alloc-78"));
        var refused = requests.optionalTo(citizen("alloc-78"), EMAIL);
        var due = requests.mandatoryTo(citizen("alloc-78"), EMAIL);

        neighbours.tell(refused);
        neighbours.tell(due);

        assertThat(awaitAnswer(NotificationDeclined.class, refused).reason())
                .isEqualTo(Reason.OPTED_OUT);
        awaitAnswer(NotificationRouted.class, due);
    }

    /** Two services may number their citizens alike: neither touches what the other knows. */
    @Test
    void knowsTheCitizensOfEachServiceOnItsOwn() {
        var other = Requests.live("cpam-75", Lane.EXPRESS, now());
        putCitizen("caf-92", "alloc-79", "of-caf@example.fr");
        optOut("caf-92", Map.of("citizen", "alloc-79"));
        var unknown = other.mandatoryTo(citizen("alloc-79"), EMAIL);
        neighbours.tell(unknown);
        assertThat(awaitAnswer(NotificationDeclined.class, unknown).reason())
                .isEqualTo(Reason.NO_ADDRESS);

        putCitizen("cpam-75", "alloc-79", "of-cpam@example.fr");
        var unrefused = other.optionalTo(citizen("alloc-79"), EMAIL);
        neighbours.tell(unrefused);
        var routed = awaitAnswer(NotificationRouted.class, unrefused);
        assertThat(
                        other.boxOf(unrefused)
                                .open("address", routed.plan().getFirst().address(), String.class))
                .isEqualTo("of-cpam@example.fr");

        optOut("cpam-75", Map.of("citizen", "alloc-79"));
        takeBack("cpam-75", Map.of("citizen", "alloc-79"));
        var takenBack = other.optionalTo(citizen("alloc-79"), EMAIL);
        var stillRefused = requests.optionalTo(citizen("alloc-79"), EMAIL);
        neighbours.tell(takenBack);
        neighbours.tell(stillRefused);
        awaitAnswer(NotificationRouted.class, takenBack);
        assertThat(awaitAnswer(NotificationDeclined.class, stillRefused).reason())
                .isEqualTo(Reason.OPTED_OUT);
    }

    @Test
    void declinesWhatCanNoLongerBeRead() {
        var erased = Requests.live(FixedDataKeys.ERASED_SERVICE, Lane.EXPRESS, now());
        var request =
                erased.sealedAs(
                        UUID.randomUUID(),
                        new Sealed(erased.day(), "bm9ib2R5LWNhbi1yZWFkLXRoaXMtYW55LW1vcmU"),
                        Category.MANDATORY,
                        null,
                        EMAIL);

        neighbours.tell(request);

        assertThat(awaitAnswer(NotificationDeclined.class, request).reason())
                .isEqualTo(Reason.ERASED);
    }

    @Test
    void declinesWhatHasExpiredWhileItWaited() {
        var old = Requests.live("caf-92", Lane.EXPRESS, now().minus(Duration.ofDays(3)));
        var request = old.mandatoryTo(email("zoe@example.fr"), EMAIL);

        neighbours.tell(request);

        assertThat(awaitAnswer(NotificationDeclined.class, request).reason())
                .isEqualTo(Reason.EXPIRED);
    }

    @Test
    void waitsForAKeyThatCannotBeHadAndFailsNothing() {
        var unlucky = Requests.live(GatewayStub.HARD_TO_REACH, Lane.EXPRESS, now());
        var request = unlucky.optionalTo(email("zoe@example.fr"), EMAIL);

        neighbours.tell(request);

        awaitAnswer(NotificationRouted.class, request);
        assertThat(neighbours.facts(NotificationDeclined.class, request.notificationId()))
                .isEmpty();
        assertThat(reasonsOfDeadLettersOf(request)).isEmpty();
    }

    @Test
    void buriesPoisonAndGoesOn() {
        var request = requests.optionalTo(email("zoe@example.fr"), EMAIL);
        var forged =
                requests.sealedAs(
                        UUID.randomUUID(),
                        requests.boxOf(request).seal("recipient", email("zoe@example.fr")),
                        Category.OPTIONAL,
                        null,
                        EMAIL);
        neighbours.send(
                new ProducerRecord<>(
                        Topics.REQUESTED_EXPRESS,
                        0,
                        null,
                        forged.notificationId().toString(),
                        "not a request".getBytes(UTF_8),
                        Envelope.pack(forged, "test").headers()));
        neighbours.tell(forged);

        neighbours.tell(request);

        awaitAnswer(NotificationRouted.class, request);
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(reasonsOfDeadLettersOf(forged))
                                        .containsExactlyInAnyOrder(
                                                "not-a-notification-requested",
                                                "effect-failed-UnreadableRecord"));
    }

    @Test
    void givesTheSameAnswerToARepeatedRequest() {
        var request = requests.optionalTo(email("zoe@example.fr"), EMAIL);

        neighbours.tell(request);
        neighbours.tell(request);

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                neighbours.records().stream()
                                                        .filter(
                                                                record ->
                                                                        request.notificationId()
                                                                                .toString()
                                                                                .equals(
                                                                                        record
                                                                                                .key()))
                                                        .map(
                                                                record ->
                                                                        new String(
                                                                                record.headers()
                                                                                        .lastHeader(
                                                                                                "ce_id")
                                                                                        .value(),
                                                                                UTF_8)))
                                        .hasSize(2)
                                        .containsOnly(idOfAnswerTo(request)));
    }

    /** The names of the groups are a promise to the broker: a new name would read everything again. */
    @Test
    void listensUnderTheGroupsThatTheBrokerKnows() throws InterruptedException, ExecutionException {
        try (var admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrap))) {
            assertThat(
                            admin.listGroups().all().get().stream()
                                    .map(GroupListing::groupId)
                                    .filter(group -> !group.startsWith("tap-"))
                                    .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(
                            "preferences-express", "preferences-bulk", "preferences-delivery");
        }
    }

    private <F extends Fact> F awaitAnswer(Class<F> type, NotificationRequested request) {
        return await().atMost(SOON)
                .until(
                        () -> neighbours.facts(type, request.notificationId()),
                        answers -> !answers.isEmpty())
                .getFirst();
    }

    private String idOfAnswerTo(NotificationRequested request) {
        return Envelope.eventId(awaitAnswer(NotificationRouted.class, request)).toString();
    }

    private List<String> reasonsOfDeadLettersOf(NotificationRequested request) {
        return neighbours.records().stream()
                .filter(record -> record.topic().equals(Topics.deadLettersOf("preferences")))
                .filter(record -> request.notificationId().toString().equals(record.key()))
                .map(record -> record.headers().lastHeader("dead-letter-reason").value())
                .map(reason -> new String(reason, UTF_8))
                .toList();
    }

    private static void optOut(String service, Map<String, String> who) {
        Tokens.gateway()
                .contentType(ContentType.JSON)
                .body(who)
                .put("/internal/services/{service}/opt-outs", service)
                .then()
                .statusCode(204);
    }

    private static void takeBack(String service, Map<String, String> who) {
        Tokens.gateway()
                .contentType(ContentType.JSON)
                .body(who)
                .delete("/internal/services/{service}/opt-outs", service)
                .then()
                .statusCode(204);
    }

    private static void putCitizen(String service, String citizen, String email) {
        Tokens.gateway()
                .contentType(ContentType.JSON)
                .body(Map.of("email", email))
                .put("/internal/services/{service}/citizens/{citizen}", service, citizen)
                .then()
                .statusCode(204);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Recipient email(String email) {
        return new Recipient(null, email, null, "dossier-42");
    }

    private static Recipient citizen(String reference) {
        return new Recipient(reference, null, null, null);
    }
}
