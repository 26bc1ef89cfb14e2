package fr.gouv.notifications.tracking.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.StatusChanged;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@SuppressWarnings("NullAway.Init") // set by the test framework
class StatusPublisherTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Instant AT = Instant.parse("2026-11-23T08:00:00Z");

    @Inject StatusChanges changes;
    @Inject StatusPositions positions;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    @Test
    void everyChangeIsToldOnceAndInOrder() throws Exception {
        var service = serviceWithTopic();
        var id = UUID.randomUUID();
        try (var tap = new FactTap(bootstrap, Topics.statusOf(service))) {
            LongStream.rangeClosed(1, 700).forEach(sequence -> change(service, id, sequence));

            await().atMost(SOON).until(() -> tap.facts(StatusChanged.class, id).size() >= 700);
            assertThat(tap.facts(StatusChanged.class, id))
                    .extracting(StatusChanged::sequence)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, 700).boxed().toList());
        }
    }

    @Test
    void aTopicThatIsMadeLaterBeginsWithWhatWasToldAMomentAgo() throws Exception {
        var service = slug();
        var id = UUID.randomUUID();
        change(service, id, 1);
        createTopic(service);

        try (var tap = new FactTap(bootstrap, Topics.statusOf(service))) {
            await().atMost(SOON).until(() -> !tap.facts(StatusChanged.class, id).isEmpty());
        }
    }

    @Test
    void aTopicThatIsTakenAwayHoldsNobodyUp() throws Exception {
        var gone = serviceWithTopic();
        var other = serviceWithTopic();
        await().atMost(SOON).until(() -> isKnown(gone));
        try (var admin = admin()) {
            admin.deleteTopics(List.of(Topics.statusOf(gone))).all().get();
        }
        var id = UUID.randomUUID();

        change(gone, UUID.randomUUID(), 1);
        change(other, id, 1);

        try (var tap = new FactTap(bootstrap, Topics.statusOf(other))) {
            await().atMost(SOON).until(() -> !tap.facts(StatusChanged.class, id).isEmpty());
        }
    }

    @Test
    void whileOneReplicaTellsNoOtherDoes() throws Exception {
        var service = serviceWithTopic();
        var id = UUID.randomUUID();
        await().atMost(SOON).until(() -> isKnown(service));
        try (var tap = new FactTap(bootstrap, Topics.statusOf(service))) {
            QuarkusTransaction.requiringNew()
                    .run(
                            () -> {
                                assertThat(positions.hold(service)).isPresent();
                                QuarkusTransaction.suspendingExisting()
                                        .run(() -> change(service, id, 1));
                                assertThat(
                                                QuarkusTransaction.requiringNew()
                                                        .call(() -> positions.hold(service)))
                                        .isEmpty();
                                assertThat(tap.facts(StatusChanged.class, id)).isEmpty();
                            });

            await().atMost(SOON).until(() -> tap.facts(StatusChanged.class, id).size() == 1);
        }
    }

    private boolean isKnown(String service) {
        var place =
                QuarkusTransaction.requiringNew().call(() -> positions.hold(service).isPresent());
        return place;
    }

    private void change(String service, UUID id, long sequence) {
        QuarkusTransaction.requiringNew()
                .run(
                        () ->
                                changes.add(
                                        List.of(
                                                new StatusChange(
                                                        service,
                                                        id,
                                                        sequence,
                                                        PublicStatus.IN_PROGRESS,
                                                        null,
                                                        null,
                                                        null,
                                                        false,
                                                        AT))));
    }

    private String serviceWithTopic() throws Exception {
        var service = slug();
        createTopic(service);
        return service;
    }

    private void createTopic(String service) throws Exception {
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic(Topics.statusOf(service), 2, (short) 1)))
                    .all()
                    .get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }

    private static String slug() {
        return "t" + UUID.randomUUID().toString().substring(0, 8);
    }
}
