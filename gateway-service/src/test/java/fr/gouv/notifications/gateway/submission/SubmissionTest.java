package fr.gouv.notifications.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasLength;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class SubmissionTest {

    @OidcWireMock WireMockServer server;

    @Inject KeyRing keys;
    @Inject FactPublisher publisher;
    @Inject KafkaClientService clients;
    @Inject Broker.Config config;
    @Inject MeterRegistry metrics;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;
    private FactTap tap;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
        tap = new FactTap(bootstrap, Topics.REQUESTED_EXPRESS, Topics.REQUESTED_BULK);
    }

    @AfterEach
    void closeTheTap() {
        tap.close();
    }

    @Test
    void tellsDoubtsAboutAnAddressAndAcceptsItAllTheSame() {
        Token.as(service)
                .body(
                        """
                        {"template":"rdv-rappel","to":{"email":"zoe.seed@Gmial.com"},
                         "values":{"Prénom":"Zoé","date":"3 mai","urgent":true}}""")
                .post("/v1/notifications")
                .then()
                .statusCode(201)
                .body("hints", hasSize(1))
                .body("hints[0].field", equalTo("to.email"))
                .body("hints[0].code", equalTo("domain-typo"))
                .body("hints[0].suggestion", equalTo("gmail.com"));
    }

    @Test
    void tellsThatADomainDoesNotExistAndAcceptsItAllTheSame() {
        Token.as(service)
                .body(
                        """
                        {"template":"rdv-rappel","to":{"email":"zoe.seed@domaine-oublie.fr"},
                         "values":{"Prénom":"Zoé","date":"3 mai","urgent":true}}""")
                .post("/v1/notifications")
                .then()
                .statusCode(201)
                .body("hints", hasSize(1))
                .body("hints[0].field", equalTo("to.email"))
                .body("hints[0].code", equalTo("domain-without-mail"));
    }

    @Test
    void tellsNoHintsWhereNothingIsDoubted() {
        Token.as(service)
                .body(
                        """
                        {"template":"rdv-rappel","to":{"email":"zoe.seed@gmail.com"},
                         "values":{"Prénom":"Zoé","date":"3 mai","urgent":true}}""")
                .post("/v1/notifications")
                .then()
                .statusCode(201)
                .body("hints", nullValue());
    }

    @Test
    void tellsWhatItAcceptsSealedToTheLane() throws Exception {
        var id =
                UUID.fromString(
                        Token.as(service)
                                .body(
                                        """
                                        {"template":"rdv-rappel","to":{"email":"zoe.seed@Exemple.FR"},
                                         "values":{"Prénom":"Zoé","date":"3 mai","urgent":true},
                                         "reference":"dossier-seed"}""")
                                .post("/v1/notifications")
                                .then()
                                .statusCode(201)
                                .header(
                                        "Location",
                                        startsWith(
                                                "https://notifications.example/v1/notifications/"))
                                .body("status", equalTo("accepted"))
                                .body("lane", equalTo("express"))
                                .body("reference", equalTo("dossier-seed"))
                                .body("template.version", equalTo(1))
                                .body("proofCode", hasLength(9))
                                .body("acceptedAt", notNullValue())
                                .extract()
                                .<String>path("id"));

        var fact = heard(id);
        assertThat(fact.service()).isEqualTo(service);
        assertThat(fact.category()).isEqualTo(Category.MANDATORY);
        assertThat(fact.channels()).containsExactly(Channel.EMAIL);
        assertThat(fact.expiresAt()).isEqualTo(fact.occurredAt().plus(Duration.ofDays(2)));
        var recipient = keys.open(service, id, "recipient", fact.recipient(), Recipient.class);
        assertThat(recipient.email()).isEqualTo("zoe.seed@exemple.fr");
        assertThat(recipient.reference()).isEqualTo("dossier-seed");
        var words = keys.open(service, id, "words", fact.words(), Words.class);
        assertThat(words.serviceName()).isEqualTo("Service " + service);
        assertThat(words.replyTo()).isEqualTo("reponse@" + service + ".example");
        assertThat(words.origin())
                .isEqualTo(new Words.Origin(null, "rdv-rappel", Category.MANDATORY));
        assertThat(words.email()).isNotNull();
        assertThat(words.email().subject()).isEqualTo("Votre rendez-vous du 3 mai");
        assertThat(words.email().html())
                .isEqualTo(
                        "<h2>Bonjour <bdi>Zoé</bdi></h2>\n<p>Le <bdi>3 mai</bdi>. C&#39;est"
                                + " urgent.</p>\n");
        assertThat(tap.records())
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .noneMatch(
                        json ->
                                json.contains("zoe.seed@")
                                        || json.contains("dossier-seed")
                                        || json.contains("Zoé"));
    }

    @Test
    void bulkHasItsOwnTopic() {
        var id =
                Token.as(service)
                        .body(
                                """
                                {"template":"rdv-rappel","to":{"citizen":"usager-1"},"lane":"bulk",
                                 "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}""")
                        .post("/v1/notifications")
                        .then()
                        .statusCode(201)
                        .extract()
                        .<String>path("id");

        await().untilAsserted(
                        () ->
                                assertThat(tap.records())
                                        .filteredOn(record -> id.equals(record.key()))
                                        .extracting(record -> record.topic())
                                        .containsExactly(Topics.REQUESTED_BULK));
    }

    @Test
    void nothingIsAcceptedBeforeTheBrokerWasReached() {
        var unstarted = new Broker(publisher, clients, config, metrics);
        QuarkusMock.installMockForType(unstarted, Broker.class);

        assertRefused("broker-unavailable");
    }

    @Test
    void nothingIsAcceptedWhileTooMuchIsUnderWay() {
        var full = new Broker(publisher, clients, new NoRoom(), metrics);
        full.start(new StartupEvent());
        await().until(full::isKnown);
        QuarkusMock.installMockForType(full, Broker.class);

        assertRefused("overloaded");
    }

    private void assertRefused(String type) {
        Token.as(service)
                .body(
                        """
                        {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},
                         "values":{"prénom":"Zoé","date":"3 mai","urgent":false}}""")
                .post("/v1/notifications")
                .then()
                .statusCode(503)
                .header("Retry-After", "5")
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:" + type));
    }

    private record NoRoom() implements Broker.Config {

        @Override
        public int mostUnderWay() {
            return 0;
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(5);
        }
    }

    private NotificationRequested heard(UUID id) {
        await().until(() -> tap.facts(NotificationRequested.class, id), facts -> !facts.isEmpty());
        return tap.facts(NotificationRequested.class, id).getFirst();
    }
}
