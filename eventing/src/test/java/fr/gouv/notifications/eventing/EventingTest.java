package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.Mock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionRequiredException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
class EventingTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Inject Outbox outbox;
    @Inject AgroalDataSource dataSource;
    @Inject TestListener listener;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    private FactTap tap;

    @BeforeEach
    void listen() {
        tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED, Topics.deadLettersOf("eventing"));
    }

    @AfterEach
    void hangUp() {
        tap.close();
    }

    private static DeliveryReported fact(UUID id, int attempt, String code) {
        return new DeliveryReported(
                id,
                Instant.parse("2026-11-23T10:00:00Z"),
                "caf-92",
                Channel.EMAIL,
                0,
                attempt,
                DeliveryReport.DEFERRED,
                null,
                code,
                null,
                null,
                null,
                null);
    }

    private int waiting() {
        try (var connection = dataSource.getConnection();
                var rows =
                        connection.createStatement().executeQuery("select count(*) from outbox")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellsInOrderWhatCommitsAndForgetsItOnceTheBrokerHasIt() {
        var id = UUID.randomUUID();

        QuarkusTransaction.requiringNew()
                .run(
                        () ->
                                outbox.tellAll(
                                        IntStream.rangeClosed(1, 25)
                                                .mapToObj(n -> fact(id, n, "451"))
                                                .toList()));

        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(tap.facts(DeliveryReported.class, id))
                                        .extracting(DeliveryReported::attempt)
                                        .containsExactlyElementsOf(
                                                IntStream.rangeClosed(1, 25).boxed().toList()));
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
    }

    @Test
    void tellsNothingOfATransactionThatIsRolledBack() {
        var undone = UUID.randomUUID();
        var done = UUID.randomUUID();

        assertThatThrownBy(
                        () ->
                                QuarkusTransaction.requiringNew()
                                        .run(
                                                () -> {
                                                    outbox.tell(fact(undone, 1, "451"));
                                                    throw new IllegalStateException("undo");
                                                }))
                .hasMessage("undo");
        QuarkusTransaction.requiringNew().run(() -> outbox.tell(fact(done, 1, "451")));

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(tap.facts(DeliveryReported.class, done)).hasSize(1));
        assertThat(tap.facts(DeliveryReported.class, undone)).isEmpty();
    }

    @Test
    void cannotBeToldOutsideATransaction() {
        assertThatThrownBy(() -> outbox.tell(fact(UUID.randomUUID(), 1, "451")))
                .hasRootCauseInstanceOf(TransactionRequiredException.class);
    }

    @Test
    void keepsAFactThatTheBrokerRefusesAndStillTellsTheOthers() {
        var tooLarge = UUID.randomUUID();
        var after = UUID.randomUUID();

        QuarkusTransaction.requiringNew()
                .run(
                        () ->
                                outbox.tellAll(
                                        List.of(
                                                fact(tooLarge, 1, "x".repeat(2_000_000)),
                                                fact(after, 1, "451"))));

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(tap.facts(DeliveryReported.class, after)).hasSize(1));
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isEqualTo(1));
        QuarkusTransaction.requiringNew().run(this::emptyOutbox);
    }

    private void emptyOutbox() {
        try (var connection = dataSource.getConnection();
                var delete = connection.createStatement()) {
            delete.executeUpdate("delete from outbox");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void buriesWhatItCannotReadWithTheReasonAndMovesOn() {
        var id = UUID.randomUUID();

        tap.send(
                new ProducerRecord<>(
                        Topics.DELIVERY_REPORTED, 0, "poison-" + id, "{".getBytes(UTF_8)));
        tap.send(onPartition0(fact(id, 1, "451")));

        await().atMost(LONG).untilAsserted(() -> assertThat(listener.seen(id)).isEqualTo(1));
        assertBuried("poison-" + id, "unknown-event-type");
    }

    @Test
    void buriesOnlyTheFactWhoseEffectFails() {
        var good = UUID.randomUUID();
        var bad = UUID.randomUUID();

        tap.send(onPartition0(fact(good, 1, "451")));
        tap.send(onPartition0(fact(bad, 1, "fail")));
        tap.send(onPartition0(fact(good, 2, "451")));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(listener.seen(good)).isGreaterThanOrEqualTo(2));
        assertThat(listener.seen(bad)).isZero();
        assertBuried(bad.toString(), "effect-failed-IllegalStateException");
    }

    @Test
    void waitsForWhatIsDownAndLosesNothing() {
        var id = UUID.randomUUID();
        listener.goDownFor(3);

        tap.send(onPartition0(fact(id, 1, "451")));

        await().atMost(LONG).untilAsserted(() -> assertThat(listener.seen(id)).isEqualTo(1));
    }

    private static ProducerRecord<String, byte[]> onPartition0(DeliveryReported fact) {
        var packed = Envelope.pack(fact, "test");
        return new ProducerRecord<>(
                packed.topic(), 0, packed.key(), packed.value(), packed.headers());
    }

    private void assertBuried(String key, String reason) {
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(tap.records())
                                        .filteredOn(
                                                record ->
                                                        record.topic().endsWith(".dead-letter")
                                                                && key.equals(record.key()))
                                        .singleElement()
                                        .extracting(
                                                record ->
                                                        new String(
                                                                record.headers()
                                                                        .lastHeader(
                                                                                "dead-letter-reason")
                                                                        .value(),
                                                                UTF_8))
                                        .isEqualTo(reason));
    }

    /** Remembers what it was told; fails on command. */
    @ApplicationScoped
    static class TestListener {

        private final FactBatches batches;
        private final List<UUID> effects = new CopyOnWriteArrayList<>();
        private final AtomicInteger downFor = new AtomicInteger();

        TestListener(FactBatches batches) {
            this.batches = batches;
        }

        @Incoming("facts-heard")
        @Blocking
        void on(ConsumerRecords<String, byte[]> records) {
            batches.handle(
                    "facts-heard",
                    records,
                    received -> {
                        if (downFor.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                            throw new Unavailable("the test says so", null);
                        }
                        for (var heard : received) {
                            var report = (DeliveryReported) heard.fact();
                            if ("fail".equals(report.providerCode())) {
                                throw new IllegalStateException("told to fail");
                            }
                        }
                        received.forEach(heard -> effects.add(heard.fact().subject()));
                    });
        }

        void goDownFor(int batches) {
            downFor.set(batches);
        }

        int seen(UUID id) {
            return (int) effects.stream().filter(id::equals).count();
        }
    }

    /** What a service brings along. */
    static class Surroundings {

        @Produces
        @Singleton
        MeterRegistry metrics() {
            return new SimpleMeterRegistry();
        }
    }

    @Mock
    @ApplicationScoped
    static class TestDataKeys extends FixedDataKeys {}
}
