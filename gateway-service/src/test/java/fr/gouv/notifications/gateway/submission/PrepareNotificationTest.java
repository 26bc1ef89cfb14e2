package fr.gouv.notifications.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.access.Tenants;
import fr.gouv.notifications.gateway.problem.Binding;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.StrictJson;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every door relies on, whichever way a message came in. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class PrepareNotificationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @OidcWireMock WireMockServer server;

    @Inject PrepareNotification preparation;
    @Inject AcceptNotifications acceptance;
    @Inject NotificationIds ids;
    @Inject Tenants tenants;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private Tenant tenant;

    @BeforeEach
    void publishATemplate() {
        tenant = tenants.named(Tenancy.withTemplate(server)).await().atMost(PATIENCE);
    }

    @Test
    void aGivenIdAlwaysBecomesTheSameNotification() {
        var id = ids.mint(tenant.slug(), Instant.parse("2026-11-23T08:00:00Z"));

        var first = prepared(Draft.single(body("zoe@exemple.fr"), id));
        var again = prepared(Draft.single(body("zoe@exemple.fr"), id));

        assertThat(first.fact().notificationId()).isEqualTo(id);
        assertThat(again.fact().proofCode()).isEqualTo(first.fact().proofCode());
        assertThat(Envelope.eventId(again.fact())).isEqualTo(Envelope.eventId(first.fact()));
        assertThat(prepared(Draft.single(body("zoe@exemple.fr"), null)).fact().proofCode())
                .isNotEqualTo(first.fact().proofCode());
    }

    @Test
    void theDoorChoosesTheLaneOfWhatNamesNone() {
        assertThat(prepared(Draft.ofMany(body("zoe@exemple.fr"), null)).fact().lane())
                .isEqualTo(Lane.BULK);
        assertThat(prepared(Draft.single(body("zoe@exemple.fr"), null)).fact().lane())
                .isEqualTo(Lane.EXPRESS);
    }

    @ParameterizedTest
    @CsvSource({
        "information, PT48H, EXPRESS, BULK, PREFER_NO_LOSS",
        "one-time-code, PT10M, EXPRESS, EXPRESS, PREFER_NO_DUPLICATE",
        "newsletter, PT48H, BULK, BULK, PREFER_NO_DUPLICATE"
    })
    void thePurposeOfTheTemplateDecidesWhatIsNotSaid(
            String purpose, Duration validity, Lane single, Lane ofMany, AmbiguityPolicy policy) {
        Token.as(tenant.slug())
                .body(
                        """
                        {"name":"Code","category":"mandatory","purpose":"%s",
                         "email":{"subject":"Code","body":"Code"}}"""
                                .formatted(purpose))
                .put("/v1/templates/code")
                .then()
                .body("purpose", equalTo(purpose));
        var body = json("{\"template\":\"code\",\"to\":{\"email\":\"zoe@exemple.fr\"}}");

        var fact = prepared(Draft.single(body, null)).fact();

        assertThat(fact.expiresAt()).isEqualTo(fact.occurredAt().plus(validity));
        assertThat(fact.lane()).isEqualTo(single);
        assertThat(fact.ambiguityPolicy()).isEqualTo(policy);
        assertThat(prepared(Draft.ofMany(body, null)).fact().lane()).isEqualTo(ofMany);
    }

    @Test
    void answersForEachOfManyInTheirOrder() {
        var preparations =
                preparation
                        .prepareAll(
                                tenant,
                                List.of(
                                        Draft.ofMany(body("zoe@exemple.fr"), null),
                                        Draft.ofMany(body("zoe@exemple.fr;leo@exemple.fr"), null),
                                        Draft.ofMany(json("{\"template\":\"nothing\"}"), null),
                                        Draft.ofMany(body("leo@exemple.fr"), null)))
                        .await()
                        .atMost(PATIENCE);

        assertThat(preparations)
                .extracting(PrepareNotificationTest::codes)
                .containsExactly(
                        List.of(),
                        List.of("two-addresses"),
                        List.of("template-unknown", "required"),
                        List.of());
    }

    @Test
    void manyAreToldAtOnceAndAnsweredInTheirOrder() {
        try (var tap = new FactTap(bootstrap, Topics.REQUESTED_BULK)) {
            var prepared =
                    List.of(
                            prepared(Draft.ofMany(body("zoe@exemple.fr"), null)),
                            prepared(Draft.ofMany(body("leo@exemple.fr"), null)));

            var accepted = acceptance.acceptAll(prepared).await().atMost(PATIENCE);

            assertThat(accepted)
                    .containsExactly(
                            new Acceptance.Accepted(prepared.get(0)),
                            new Acceptance.Accepted(prepared.get(1)));
            var wanted = prepared.stream().map(each -> each.fact().notificationId()).toList();
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(tap.records())
                                            .extracting(record -> UUID.fromString(record.key()))
                                            .containsAll(wanted));
        }
    }

    @Test
    void saysNothingOfThePersonWhenItIsPrinted() {
        var draft = Draft.single(body("zoe.seed@exemple.fr"), null);

        assertThat(draft.toString() + prepared(draft)).doesNotContain("seed");
        assertThat(new String(FactJson.write(prepared(draft).fact()), StandardCharsets.UTF_8))
                .doesNotContain("seed");
    }

    private Prepared prepared(Draft draft) {
        return preparation.prepare(tenant, draft).await().atMost(PATIENCE);
    }

    private static List<String> codes(Preparation preparation) {
        return switch (preparation) {
            case Prepared _ -> List.of();
            case Preparation.NotPrepared(var refusal) ->
                    refusal.problem().errors() == null
                            ? List.of(refusal.problem().type())
                            : refusal.problem().errors().stream().map(Fault::code).toList();
        };
    }

    private static SubmissionBody body(String email) {
        return json(
                """
                {"template":"rdv-rappel","to":{"email":"%s"},
                 "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}"""
                        .formatted(email));
    }

    private static SubmissionBody json(String text) {
        return Binding.bind(
                StrictJson.read(text.getBytes(StandardCharsets.UTF_8)), SubmissionBody.class);
    }
}
