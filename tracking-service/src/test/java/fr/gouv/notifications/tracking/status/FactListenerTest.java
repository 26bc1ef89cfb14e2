package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.contracts.DeliveryReport.DEFERRED;
import static fr.gouv.notifications.contracts.DeliveryReport.DELIVERED;
import static fr.gouv.notifications.contracts.DeliveryReport.FINISHED;
import static fr.gouv.notifications.contracts.DeliveryReport.HANDED_OVER;
import static fr.gouv.notifications.contracts.DeliveryReport.REFUSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class FactListenerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final List<String> HEARD =
            List.of(
                    Topics.REQUESTED_EXPRESS,
                    Topics.REQUESTED_BULK,
                    Topics.ROUTED_EXPRESS,
                    Topics.ROUTED_BULK,
                    Topics.DECLINED,
                    Topics.CANCELLED,
                    Topics.DELIVERY_REPORTED,
                    Topics.CITIZEN_RESPONDED);

    private final String bootstrap;
    private final Facts facts = Facts.ofSomeNotification();
    private FactTap neighbours;

    FactListenerTest(@ConfigProperty(name = "KAFKA_BOOTSTRAP") String bootstrap) {
        this.bootstrap = bootstrap;
    }

    @BeforeEach
    void arrive() {
        neighbours = new FactTap(bootstrap, Topics.deadLettersOf("tracking"));
    }

    @AfterEach
    void leave() {
        neighbours.close();
    }

    @Test
    void followsANotificationToItsMailbox() {
        tell(
                facts.requested(0),
                facts.routed(1),
                facts.reported(2, 0, 1, DEFERRED, Reason.MAILBOX_FULL, "452 4.2.2"),
                facts.reported(7, 0, 2, HANDED_OVER),
                facts.reported(8, 0, 2, DELIVERED));

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            var known = Reader.knows(facts);
                            assertThat(known.getString("status")).isEqualTo("delivered");
                            assertThat(known.getBoolean("final")).isTrue();
                            assertThat(known.getString("template")).isEqualTo("rdv-rappel");
                            assertThat(known.getString("recipient.box")).isEqualTo(Facts.BOX.box());
                            assertThat(known.getList("events.type"))
                                    .containsExactly(
                                            "requested",
                                            "routed",
                                            "reported",
                                            "reported",
                                            "reported");
                            assertThat(known.getList("events.report"))
                                    .containsExactly(
                                            null, null, "deferred", "handed-over", "delivered");
                            assertThat(known.getString("events[1].removed[0].reason"))
                                    .isEqualTo("channel-not-offered");
                            assertThat(known.getString("events[2].providerWords.box"))
                                    .isEqualTo(Facts.BOX.box());
                            assertThat(known.getInt("events[2].attempt")).isEqualTo(1);
                        });
    }

    @Test
    void knowsWhatWaitsForItsTime() {
        tell(facts.scheduled(0, Facts.minute(30)));

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            var known = Reader.knows(facts);
                            assertThat(known.getString("status")).isEqualTo("scheduled");
                            assertThat(known.getString("template")).isEqualTo("rdv-rappel");
                            assertThat(known.getString("notBefore"))
                                    .isEqualTo(Facts.minute(30).toString());
                            assertThat(known.getString("recipient.box")).isEqualTo(Facts.BOX.box());
                            assertThat(known.getList("events.type")).containsExactly("scheduled");
                            assertThat(known.getString("events[0].dueAt"))
                                    .isEqualTo(Facts.minute(30).toString());
                        });
    }

    @Test
    void tellsTheCodeOfAPermanentRefusal() {
        tell(
                facts.requested(0),
                facts.routed(1),
                facts.reported(2, 0, 1, REFUSED, Reason.ADDRESS_UNKNOWN, "550 5.1.1"),
                facts.reported(2, 0, 1, FINISHED, Reason.ADDRESS_UNKNOWN, null));

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            var known = Reader.knows(facts);
                            assertThat(known.getString("status")).isEqualTo("undeliverable");
                            assertThat(known.getString("reason")).isEqualTo("address-unknown");
                            assertThat(known.getString("providerCode")).isEqualTo("550 5.1.1");
                            assertThat(known.getString("providerWords.box"))
                                    .isEqualTo(Facts.BOX.box());
                        });
    }

    @Test
    void waitsForARequestThatOtherFactsHaveOvertaken() {
        tell(facts.reported(5, 0, 1, DELIVERED));
        await().atMost(SOON)
                .until(() -> "delivered".equals(Reader.knows(facts).getString("status")));
        assertThat(Reader.knows(facts).getString("template")).isNull();

        tell(facts.requested(0), facts.routed(1));

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            var known = Reader.knows(facts);
                            assertThat(known.getString("status")).isEqualTo("delivered");
                            assertThat(known.getString("template")).isEqualTo("rdv-rappel");
                            assertThat(known.getInt("templateVersion")).isEqualTo(3);
                            assertThat(known.getString("createdAt"))
                                    .isEqualTo(Facts.START.toString());
                            assertThat(known.getList("events")).hasSize(3);
                        });
    }

    @Test
    void changesNothingWhenFactsAreRepeated() {
        var told =
                new NotificationEvent[] {
                    facts.requested(0), facts.routed(1), facts.reported(2, 0, 1, DELIVERED)
                };
        tell(told);
        await().atMost(SOON)
                .until(() -> "delivered".equals(Reader.knows(facts).getString("status")));
        var before = Reader.asks(facts.service(), facts.id()).extract().asString();

        tell(told);
        tell(told);
        awaitEverythingTold();

        assertThat(Reader.asks(facts.service(), facts.id()).extract().asString()).isEqualTo(before);
    }

    @Test
    void hearsOfCancellationsRefusalsAndResponses() {
        var cancelled = Facts.ofSomeNotification();
        var declined = Facts.ofSomeNotification();
        tell(
                cancelled.requested(0),
                cancelled.cancelled(1),
                cancelled.reported(2, 0, 0, FINISHED, Reason.CANCELLED, null));
        tell(declined.requested(0), declined.declined(1, Reason.OPTED_OUT));
        tell(facts.requested(0), facts.responded(3, Response.ACKNOWLEDGED));

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            assertThat(Reader.knows(cancelled).getString("status"))
                                    .isEqualTo("cancelled");
                            assertThat(Reader.knows(declined).getString("status"))
                                    .isEqualTo("suppressed");
                            assertThat(Reader.knows(declined).getString("reason"))
                                    .isEqualTo("opted-out");
                            assertThat(Reader.knows(facts).getString("status"))
                                    .isEqualTo("acknowledged");
                        });
    }

    @Test
    void buriesAPoisonRecordAndGoesOn() {
        var key = facts.id().toString();
        neighbours.send(
                new ProducerRecord<>(Topics.DELIVERY_REPORTED, 0, key, "{\"oops".getBytes(UTF_8)));
        var broken = Envelope.pack(facts.reported(2, 0, 1, HANDED_OVER), "test");
        neighbours.send(
                new ProducerRecord<>(
                        Topics.DELIVERY_REPORTED,
                        0,
                        null,
                        key,
                        "{\"oops".getBytes(UTF_8),
                        broken.headers()));
        neighbours.send(
                new ProducerRecord<>(
                        Topics.DELIVERY_REPORTED,
                        0,
                        null,
                        key,
                        Envelope.pack(facts.reported(3, 0, 1, DELIVERED), "test").value(),
                        Envelope.pack(facts.reported(3, 0, 1, DELIVERED), "test").headers()));

        await().atMost(SOON)
                .until(() -> "delivered".equals(Reader.knows(facts).getString("status")));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(reasonsOfDeadLettersOf(key))
                                        .containsExactlyInAnyOrder(
                                                "unknown-event-type", "not-a-delivery-reported"));
    }

    @Test
    void buriesAFactThatTheDatabaseCannotHold() {
        var other = Facts.ofSomeNotification();
        tell(
                other.requested(0),
                facts.reported(2, 0, 1, REFUSED, Reason.REFUSED, "550 \u0000"),
                other.routed(1));

        await().atMost(SOON)
                .until(() -> "in-progress".equals(Reader.knows(other).getString("status")));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(reasonsOfDeadLettersOf(facts.id().toString()))
                                        .hasSize(1)
                                        .allMatch(reason -> reason.startsWith("effect-failed")));
    }

    /** The names of the groups are a promise to the broker: a new name would read everything again. */
    @Test
    void listensUnderTheGroupThatTheBrokerKnows() throws InterruptedException, ExecutionException {
        try (var admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrap))) {
            assertThat(ours(admin)).containsExactly("tracking");
        }
    }

    private static Set<String> ours(Admin admin) throws InterruptedException, ExecutionException {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .filter(group -> !group.startsWith("tap-"))
                .collect(Collectors.toSet());
    }

    private List<String> reasonsOfDeadLettersOf(String key) {
        return neighbours.records().stream()
                .filter(record -> key.equals(record.key()))
                .map(record -> record.headers().lastHeader("dead-letter-reason").value())
                .map(reason -> new String(reason, UTF_8))
                .toList();
    }

    private void tell(NotificationEvent... told) {
        for (var fact : told) {
            neighbours.tell(fact);
        }
    }

    /** Waits until the service has committed what was told. */
    private void awaitEverythingTold() {
        try (var admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrap))) {
            await().atMost(SOON).until(() -> lag(admin) == 0);
        }
    }

    private static long lag(Admin admin) throws InterruptedException, ExecutionException {
        var committed =
                admin.listConsumerGroupOffsets("tracking").partitionsToOffsetAndMetadata().get();
        var topics =
                admin.describeTopics(HEARD).allTopicNames().get().values().stream()
                        .flatMap(
                                topic ->
                                        topic.partitions().stream()
                                                .map(
                                                        partition ->
                                                                new TopicPartition(
                                                                        topic.name(),
                                                                        partition.partition())))
                        .collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest()));
        var lag = 0L;
        for (var end : admin.listOffsets(topics).all().get().entrySet()) {
            var at = committed.get(end.getKey());
            lag += end.getValue().offset() - (at == null ? 0 : at.offset());
        }
        return lag;
    }
}
