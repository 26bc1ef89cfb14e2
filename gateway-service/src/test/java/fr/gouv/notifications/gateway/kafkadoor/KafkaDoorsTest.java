package fr.gouv.notifications.gateway.kafkadoor;

import static fr.gouv.notifications.gateway.kafkadoor.KafkaDoorConfig.Provisioning.BROKER_ADMIN;
import static fr.gouv.notifications.gateway.kafkadoor.KafkaDoorConfig.Provisioning.NONE;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.testing.Keycloak;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // set by the test framework
class KafkaDoorsTest {

    @OidcWireMock WireMockServer server;

    @Inject Doors doors;
    @Inject KafkaDoorConfig config;
    @Inject InstantSource clock;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @Test
    void aServiceIsCreatedWithItsTopicsItsUserAndItsRights() throws Exception {
        var slug = unusedSlug();
        Keycloak.knowsNothingOf(server, slug);

        Token.asAdmin()
                .body(description(slug, "true"))
                .post("/v1/services")
                .then()
                .statusCode(201)
                .header("Cache-Control", containsString("no-store"))
                .body("credentials.clientId", equalTo("service-" + slug))
                .body("kafka.username", equalTo("service-" + slug))
                .body("kafka.saslMechanism", equalTo("SCRAM-SHA-512"))
                .body("kafka.bootstrapServers", equalTo(bootstrap))
                .body("kafka.groupPrefix", equalTo("service-" + slug + "."));

        assertThat(retentionOf("intake." + slug + ".v1")).isEqualTo(Duration.ofDays(1));
        assertThat(retentionOf("status." + slug + ".v1")).isEqualTo(Duration.ofDays(7));
        assertThat(rightsOf(slug))
                .containsExactlyInAnyOrder(
                        "TOPIC intake." + slug + ".v1 LITERAL WRITE ALLOW",
                        "TOPIC status." + slug + ".v1 LITERAL READ ALLOW",
                        "GROUP service-" + slug + ". PREFIXED READ ALLOW");
        assertThat(hasUser(slug)).isTrue();
        Token.asAdmin().get("/v1/services/" + slug).then().body("kafka", nullValue());
    }

    @Test
    void whatInflatesBeyondTheLimitNeverReachesTheTopic() throws Exception {
        var slug = Tenancy.begun(server);
        passwordOf(slug);
        var intake = "intake." + slug + ".v1";
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                bootstrap,
                                "compression.type",
                                "gzip",
                                "max.request.size",
                                64 * 1024 * 1024,
                                "buffer.memory",
                                128L * 1024 * 1024),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            var bomb = producer.send(new ProducerRecord<>(intake, "bomb", new byte[20_000_000]));
            var usual = producer.send(new ProducerRecord<>(intake, "usual", new byte[200_000]));

            assertThatThrownBy(() -> bomb.get(30, TimeUnit.SECONDS))
                    .as("20 MB in 20 KB")
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            assertThat(usual.get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
        }
    }

    @Test
    void nobodyGetsADoorWhoDoesNotAskForOne() throws Exception {
        var slug = Tenancy.begun(server);

        assertThat(hasUser(slug)).isFalse();
        assertThat(topics()).doesNotContain("intake." + slug + ".v1");
    }

    @Test
    void aServiceThatExistsGetsItsDoorLaterAndANewPasswordEachTime() throws Exception {
        var slug = Tenancy.begun(server);

        var first = passwordOf(slug);
        var second = passwordOf(slug);

        assertThat(first).hasSizeGreaterThanOrEqualTo(40).isNotEqualTo(second);
        assertThat(hasUser(slug)).isTrue();
        Token.asAdmin().post("/v1/services/nobody/kafka-credentials").then().statusCode(404);
        Token.as(slug)
                .post("/v1/services/" + slug + "/kafka-credentials")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:notifications:problem:scope-missing"));
    }

    @Test
    void completesADoorThatWasInterrupted() throws Exception {
        var slug = Tenancy.begun(server);
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic("intake." + slug + ".v1", 1, (short) 1)))
                    .all()
                    .get(20, SECONDS);
        }

        passwordOf(slug);

        assertThat(topics()).contains("intake." + slug + ".v1", "status." + slug + ".v1");
        assertThat(rightsOf(slug)).hasSize(3);
    }

    @Test
    void aBrokerThatIsAwayLeavesNothingThatCannotBeDoneAgainAtOnce() {
        var slug = Tenancy.begun(server);
        var unreachable =
                new BrokerAdministration(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"),
                        Settings.of(BROKER_ADMIN, Duration.ofMillis(300)));

        assertThatThrownBy(() -> new KafkaDoors(doors, unreachable, config, clock).open(slug))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.problem().status()).isEqualTo(503);
                            assertThat(refused.problem().type()).endsWith(":broker-unavailable");
                        });

        assertThat(passwordOf(slug)).isNotEmpty();
    }

    @Test
    void twoRequestsForOneDoorDoNotOverwriteEachOther() {
        var slug = Tenancy.begun(server);
        assertThat(doors.begin(slug, clock.instant())).isTrue();

        Token.asAdmin()
                .post("/v1/services/" + slug + "/kafka-credentials")
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("10"))
                .body("type", equalTo("urn:notifications:problem:kafka-door-busy"));

        // Whoever died while holding it does not hold it for ever.
        assertThat(doors.begin(slug, clock.instant().plus(Doors.LEASE).plusSeconds(1))).isTrue();
    }

    @Test
    void wherePlatformTeamsMakeDoorsTheApiSaysSo() {
        var elsewhere =
                new KafkaDoors(
                        doors,
                        (_, _) -> {
                            throw new Provisioner.NotProvided("called", new TimeoutException());
                        },
                        Settings.of(NONE, Duration.ofSeconds(1)),
                        clock);

        assertThatThrownBy(() -> elsewhere.open("caf-92"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.problem().detail()).contains("platform team"));
    }

    @Test
    void whetherAServiceWantsADoorIsTrueOrFalse() {
        Token.asAdmin()
                .body(description(unusedSlug(), "\"yes\""))
                .post("/v1/services")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("kafka"))
                .body("errors.code", hasItem("wrong-type"));
    }

    private String passwordOf(String slug) {
        return Token.asAdmin()
                .post("/v1/services/" + slug + "/kafka-credentials")
                .then()
                .statusCode(201)
                .header("Cache-Control", containsString("no-store"))
                .body("statusTopic", equalTo("status." + slug + ".v1"))
                .extract()
                .path("password");
    }

    private Duration retentionOf(String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = admin()) {
            var settings = admin.describeConfigs(List.of(resource)).values().get(resource);
            var retention = requireNonNull(settings).get(20, SECONDS).get("retention.ms").value();
            return Duration.ofMillis(Long.parseLong(retention));
        }
    }

    private List<String> rightsOf(String slug) throws Exception {
        var ofUser =
                new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter(
                                "User:service-" + slug,
                                null,
                                AclOperation.ANY,
                                AclPermissionType.ANY));
        try (var admin = admin()) {
            return admin.describeAcls(ofUser).values().get(20, SECONDS).stream()
                    .map(
                            right ->
                                    "%s %s %s %s %s"
                                            .formatted(
                                                    right.pattern().resourceType(),
                                                    right.pattern().name(),
                                                    right.pattern().patternType(),
                                                    right.entry().operation(),
                                                    right.entry().permissionType()))
                    .collect(Collectors.toList());
        }
    }

    private boolean hasUser(String slug) throws Exception {
        try (var admin = admin()) {
            return admin.describeUserScramCredentials()
                    .users()
                    .get(20, SECONDS)
                    .contains("service-" + slug);
        }
    }

    private List<String> topics() throws Exception {
        try (var admin = admin()) {
            return List.copyOf(admin.listTopics().names().get(20, SECONDS));
        }
    }

    private Admin admin() {
        return Admin.create(
                new HashMap<String, Object>(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap)));
    }

    private static String unusedSlug() {
        return "k" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String description(String slug, String kafka) {
        return """
        {"slug":"%s","name":"Service %s","contact":"contact@%s.example",\
        "replyTo":"accueil@%s.example","kafka":%s}"""
                .formatted(slug, slug, slug, slug, kafka);
    }

    private record Settings(
            Provisioning provisioner,
            Duration patience,
            String bootstrapServers,
            String securityProtocol,
            int partitions,
            Duration intakeRetention,
            Duration statusRetention,
            int maxMessageBytes)
            implements KafkaDoorConfig {

        static Settings of(Provisioning provisioner, Duration patience) {
            return new Settings(
                    provisioner,
                    patience,
                    "kafka.example:9093",
                    "SASL_SSL",
                    1,
                    Duration.ofDays(1),
                    Duration.ofDays(7),
                    1048576);
        }
    }
}
