package fr.gouv.notifications.dispatch.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.delivery.Tasks.Arrival;
import fr.gouv.notifications.dispatch.email.ScriptedRelay;
import fr.gouv.notifications.dispatch.email.TestSigningKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class DispatchTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration PAST_ANY_LEASE = Duration.ofMinutes(2);
    private static final Duration LATER = Duration.ofHours(1);

    @Inject AgroalDataSource dataSource;
    @Inject KeyRing keys;
    @Inject MovedClock clock;
    @Inject PlanListener listener;
    @Inject Tasks tasks;
    @Inject Courier courier;
    @Inject Settle settle;
    @Inject Carriers carriers;
    @Inject Circuits circuits;
    @Inject DeliveryConfig config;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @SuppressWarnings("NullAway.Init") // set by RelayResource
    ScriptedRelay relay;

    private final String address = PlanBuilder.newAddress();
    private FactTap tap;

    @BeforeEach
    void listen() {
        tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED, Topics.deadLettersOf("dispatch"));
    }

    @AfterEach
    void hangUp() {
        tap.close();
        relay.forget();
        TestSigningKeys.areAway(false);
    }

    @Test
    void sendsARoutedNotificationAndTellsThatItArrived() {
        var routed = plan().to(Channel.EMAIL, address).build();

        tap.tell(routed);

        var reported = reports(routed, 1).getFirst();
        assertThat(reported.report()).isEqualTo(DeliveryReport.DELIVERED);
        assertThat(reported.attempt()).isEqualTo(1);
        assertThat(reported.step()).isZero();
        assertThat(reported.service()).isEqualTo("caf-92");
        assertThat(reported.providerCode()).isEqualTo("250 2.0.0");
        assertThat(reported.providerReference()).startsWith("smtp/4XQ");
        var mails = relay.mailsFor(address);
        assertThat(mails).hasSize(1);
        assertThat(mails.getFirst().content())
                .contains("Message-ID: <" + routed.notificationId() + "@notif.test>");
    }

    @Test
    void emptiesWhatWasSealedAtTheEnd() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).build();

        tap.tell(routed);
        reports(routed, 1);

        assertThat(
                        rows(
                                "select state, result, plan, words, words_day from task where notification_id = ?",
                                routed))
                .containsExactly("done,delivered,null,null,null");
        assertThat(
                        rows(
                                "select step, number, result, code, address_digest from attempt where notification_id = ?",
                                routed))
                .containsExactly("0,1,delivered,250 2.0.0," + PlanBuilder.DIGEST);
    }

    @Test
    void comesBackWhenAskedToWithTheSameMessageId() {
        relay.onceFor(address, "RCPT", "451 4.7.1 greylisted, see you");
        var routed = plan().to(Channel.EMAIL, address).build();

        tap.tell(routed);
        var deferred = reports(routed, 1).getFirst();
        assertThat(relay.mailsFor(address)).isEmpty();
        clock.advance(Duration.ofMinutes(7));
        var delivered = reports(routed, 2).getLast();

        assertThat(deferred.report()).isEqualTo(DeliveryReport.DEFERRED);
        assertThat(deferred.reason()).isEqualTo(Reason.THROTTLED);
        assertThat(deferred.providerCode()).isEqualTo("451 4.7.1");
        assertThat(Duration.between(deferred.occurredAt(), deferred.nextAttemptAt()))
                .isBetween(Duration.ofSeconds(260), Duration.ofSeconds(340));
        assertThat(delivered.report()).isEqualTo(DeliveryReport.DELIVERED);
        assertThat(delivered.attempt()).isEqualTo(2);
        assertThat(relay.mailsFor(address)).hasSize(1);
    }

    @Test
    void reportsARefusalWithTheCodeInClearAndTheWordsSealed() throws Exception {
        relay.onceFor(address, "RCPT", "550 5.1.1 <" + address + "> no such user");
        var routed = plan().to(Channel.EMAIL, address).build();

        tap.tell(routed);
        var reports = reports(routed, 2);

        assertThat(reports)
                .extracting(DeliveryReported::report)
                .containsExactly(DeliveryReport.REFUSED, DeliveryReport.FINISHED);
        assertThat(reports)
                .allSatisfy(
                        report -> {
                            assertThat(report.reason()).isEqualTo(Reason.ADDRESS_UNKNOWN);
                            assertThat(report.providerCode()).isEqualTo("550 5.1.1");
                        });
        assertThat(reports)
                .extracting(DeliveryReported::addressDigest)
                .containsExactly(PlanBuilder.DIGEST, null);
        var words = Objects.requireNonNull(reports.getFirst().providerWords());
        assertThat(
                        keys.open(
                                "caf-92",
                                routed.notificationId(),
                                "provider-words",
                                words,
                                String.class))
                .contains("no such user");
        assertThat(tap.records())
                .noneMatch(record -> new String(record.value(), UTF_8).contains(address));
    }

    @Test
    void goesToTheNextWayWhenAnAddressIsDeadOrAChannelIsNotOffered() {
        var dead = PlanBuilder.newAddress();
        relay.alwaysFor(dead, "RCPT", "550 5.1.1 no such user");
        var routed =
                plan().to(Channel.SMS, "+33600000000")
                        .to(Channel.EMAIL, dead)
                        .to(Channel.EMAIL, address)
                        .build();

        tap.tell(routed);

        assertThat(reports(routed, 4))
                .extracting(
                        DeliveryReported::step, DeliveryReported::report, DeliveryReported::reason)
                .containsExactly(
                        tuple(0, DeliveryReport.STEP_EXHAUSTED, Reason.CHANNEL_NOT_OFFERED),
                        tuple(1, DeliveryReport.REFUSED, Reason.ADDRESS_UNKNOWN),
                        tuple(1, DeliveryReport.STEP_EXHAUSTED, Reason.ADDRESS_UNKNOWN),
                        tuple(2, DeliveryReport.DELIVERED, null));
        assertThat(relay.mailsFor(address)).hasSize(1);
    }

    @Test
    void isFreedFromARelayThatHangsWhileOthersPass() {
        var patient = PlanBuilder.newAddress();
        relay.onceFor(patient, "RCPT", ScriptedRelay.HANG);
        var hanging = plan().to(Channel.EMAIL, patient).build();
        var passing = plan().to(Channel.EMAIL, address).build();

        tap.tell(hanging);
        tap.tell(passing);

        assertThat(reports(passing, 1).getFirst().report()).isEqualTo(DeliveryReport.DELIVERED);
        var deferred = reports(hanging, 1).getFirst();
        assertThat(deferred.report()).isEqualTo(DeliveryReport.DEFERRED);
        assertThat(deferred.reason()).isEqualTo(Reason.PROVIDER_UNREACHABLE);
    }

    @Test
    void sendsAgainWhatMayBeLostWhenItMustNotBe() {
        relay.onceFor(address, ".", ScriptedRelay.TAKE_AND_DROP);
        var routed = plan().to(Channel.EMAIL, address).build();

        tap.tell(routed);
        var ambiguous = reports(routed, 1).getFirst();
        clock.advance(Duration.ofMinutes(1));
        var delivered = reports(routed, 2).getLast();

        assertThat(ambiguous.report()).isEqualTo(DeliveryReport.DEFERRED);
        assertThat(ambiguous.reason()).isEqualTo(Reason.AMBIGUOUS);
        assertThat(delivered.report()).isEqualTo(DeliveryReport.DELIVERED);
        assertThat(relay.mailsFor(address)).hasSize(2);
        assertThat(relay.mailsFor(address))
                .allMatch(
                        mail ->
                                mail.content()
                                        .contains("<" + routed.notificationId() + "@notif.test>"));
    }

    @Test
    void saysUnknownRatherThanSendingTwiceWhenThatIsPreferred() {
        relay.onceFor(address, ".", ScriptedRelay.TAKE_AND_DROP);
        var routed =
                plan().to(Channel.EMAIL, address)
                        .preferring(AmbiguityPolicy.PREFER_NO_DUPLICATE)
                        .build();

        tap.tell(routed);

        var unknown = reports(routed, 1).getFirst();
        assertThat(unknown.report()).isEqualTo(DeliveryReport.UNKNOWN);
        assertThat(unknown.reason()).isEqualTo(Reason.AMBIGUOUS);
        clock.advance(Duration.ofHours(2));
        assertThat(relay.mailsFor(address)).hasSize(1);
    }

    @Test
    void resolvesTheAttemptOfAWorkerThatDied() throws SQLException {
        var lost = plan().to(Channel.EMAIL, address).build();
        var code =
                plan().to(Channel.EMAIL, PlanBuilder.newAddress())
                        .preferring(AmbiguityPolicy.PREFER_NO_DUPLICATE)
                        .build();
        enlist(List.of(new Arrival(lost, true), new Arrival(code, true)));

        clock.advance(PAST_ANY_LEASE);
        var unknown = reports(code, 1).getFirst();
        reports(lost, 1);
        clock.advance(Duration.ofMinutes(1));
        var delivered = reports(lost, 2).getLast();

        assertThat(unknown.report()).isEqualTo(DeliveryReport.UNKNOWN);
        assertThat(delivered.report()).isEqualTo(DeliveryReport.DELIVERED);
        assertThat(delivered.attempt()).isEqualTo(2);
        assertThat(
                        rows(
                                "select number, result from attempt where notification_id = ? order by 1",
                                lost))
                .containsExactly("1,ambiguous", "2,delivered");
    }

    @Test
    void holdsEverythingBackWhileTheRelayIsDownAndGoesOnAfterwards() {
        relay.hangUp();
        relay.always("HI", "421 4.3.2 closing");
        var plans =
                IntStream.range(0, 30)
                        .mapToObj(
                                _ ->
                                        plan().in(Lane.BULK)
                                                .to(Channel.EMAIL, PlanBuilder.newAddress())
                                                .build())
                        .toList();
        plans.forEach(tap::tell);
        await().atMost(LONG).until(() -> carriers.isHeld(Lane.EXPRESS, Channel.EMAIL, "caf-92"));
        var whileDown = relay.connections();

        // The senders that were under way, and a few probes: far fewer than there are messages.
        await().during(Duration.ofMillis(1500))
                .atMost(LONG)
                .until(() -> relay.connections() < whileDown + 2 * config.bulk().senders());
        relay.forget();
        await().atMost(LONG).until(() -> !carriers.isHeld(Lane.EXPRESS, Channel.EMAIL, "caf-92"));
        clock.advance(Duration.ofSeconds(20));

        for (var routed : plans) {
            await().atMost(LONG)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    tap.facts(
                                                            DeliveryReported.class,
                                                            routed.notificationId()))
                                            .extracting(DeliveryReported::report)
                                            .contains(DeliveryReport.DELIVERED));
        }
        assertThat(relay.mails()).hasSize(30);
        // Those that were under way when it went down, and no attempt for all the others.
        assertThat(
                        plans.stream()
                                .flatMap(
                                        it ->
                                                tap
                                                        .facts(
                                                                DeliveryReported.class,
                                                                it.notificationId())
                                                        .stream())
                                .filter(it -> it.report() == DeliveryReport.DEFERRED))
                .hasSizeLessThanOrEqualTo(config.holdAfter() + config.bulk().senders());
    }

    @Test
    void putsOffWhatCannotBeSignedAndUsesNoAttempt() {
        TestSigningKeys.areAway(true);
        clock.advance(Duration.ofHours(25)); // what was known is too old
        var routed = plan().to(Channel.EMAIL, address).build();
        tap.tell(routed);
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(
                                                rows(
                                                        "select state, attempt from task where notification_id = ?",
                                                        routed))
                                        .containsExactly("due,0"));
        assertThat(relay.mailsFor(address)).isEmpty();

        TestSigningKeys.areAway(false);
        clock.advance(Duration.ofSeconds(30));

        assertThat(reports(routed, 1).getFirst().attempt()).isEqualTo(1);
        assertThat(relay.mailsFor(address).getFirst().content()).startsWith("DKIM-Signature: ");
    }

    @Test
    void neverSendsWhatHasExpired() {
        var routed =
                plan().to(Channel.EMAIL, address)
                        .after(Duration.ofMinutes(10))
                        .validFor(Duration.ofMinutes(20))
                        .build();

        tap.tell(routed);
        await().atMost(LONG)
                .until(
                        () ->
                                !rows("select 1 from task where notification_id = ?", routed)
                                        .isEmpty());
        clock.advance(Duration.ofMinutes(30));

        var finished = reports(routed, 1).getFirst();
        assertThat(finished.report()).isEqualTo(DeliveryReport.FINISHED);
        assertThat(finished.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(finished.attempt()).isZero();
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void neverSendsWhatExpiredWhileItWasHeldInMemory() {
        var routed = plan().to(Channel.EMAIL, address).validFor(Duration.ofMinutes(1)).build();
        var task = enlist(List.of(new Arrival(routed, true))).getFirst();
        clock.advance(Duration.ofMinutes(1));

        var settlement = courier.deliver(task);

        assertThat(settlement.next()).isEqualTo(new Settlement.Next.Done("finished"));
        assertThat(settlement.reports().getFirst().reason()).isEqualTo(Reason.EXPIRED);
        assertThat(relay.mailsFor(address)).isEmpty();
    }

    @Test
    void waitsUntilItMayLeave() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).after(Duration.ofHours(1)).build();

        tap.tell(routed);
        await().atMost(LONG)
                .until(
                        () ->
                                !rows("select 1 from task where notification_id = ?", routed)
                                        .isEmpty());
        assertThat(rows("select state, attempt from task where notification_id = ?", routed))
                .containsExactly("due,0");
        clock.advance(Duration.ofMinutes(61));

        assertThat(reports(routed, 1).getFirst().report()).isEqualTo(DeliveryReport.DELIVERED);
    }

    @Test
    void sendsNothingWhenItsKeyWasDestroyed() {
        // Sealed while the key existed: the service's own key ring refuses to seal for it now.
        var readable = plan().to(Channel.EMAIL, address).build();
        var erased =
                new NotificationRouted(
                        readable.notificationId(),
                        readable.occurredAt(),
                        FixedDataKeys.ERASED_SERVICE,
                        readable.category(),
                        readable.lane(),
                        readable.ambiguityPolicy(),
                        readable.proofCode(),
                        readable.expiresAt(),
                        readable.plan(),
                        List.of(),
                        readable.words());

        tap.tell(erased);

        var finished = reports(erased, 1).getFirst();
        assertThat(finished.report()).isEqualTo(DeliveryReport.FINISHED);
        assertThat(finished.reason()).isEqualTo(Reason.ERASED);
    }

    @Test
    void repeatedFactsAndAReadFromTheBeginningSendNothing() {
        var routed = plan().to(Channel.EMAIL, address).build();
        tap.tell(routed);
        reports(routed, 1);

        tap.tell(routed);
        var all = fromTheBeginning(Topics.ROUTED_EXPRESS);
        listener.onExpress(all);
        var next = plan().to(Channel.EMAIL, PlanBuilder.newAddress()).build();
        tap.tell(next);
        reports(next, 1);

        assertThat(all.count()).isGreaterThanOrEqualTo(2);
        assertThat(relay.mailsFor(address)).hasSize(1);
        assertThat(tap.facts(DeliveryReported.class, routed.notificationId())).hasSize(1);
    }

    @Test
    void buriesAPoisonRecordAndMovesOn() {
        var poison =
                new ProducerRecord<>(
                        Topics.ROUTED_EXPRESS,
                        0,
                        UUID.randomUUID().toString(),
                        "{nonsense".getBytes(UTF_8));

        tap.send(poison);
        var routed = plan().to(Channel.EMAIL, address).build();
        tap.tell(routed);

        assertThat(reports(routed, 1).getFirst().report()).isEqualTo(DeliveryReport.DELIVERED);
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(tap.records())
                                        .filteredOn(record -> poison.key().equals(record.key()))
                                        .singleElement()
                                        .satisfies(
                                                record ->
                                                        assertThat(
                                                                        record.headers()
                                                                                .lastHeader(
                                                                                        "dead-letter-reason")
                                                                                .value())
                                                                .asString(UTF_8)
                                                                .isEqualTo("unknown-event-type")));
    }

    @Test
    void twoClaimersNeverGetTheSameTask() {
        var later = Duration.ofDays(3);
        var arrivals =
                IntStream.range(0, 200)
                        .mapToObj(
                                _ ->
                                        new Arrival(
                                                plan().to(Channel.EMAIL, PlanBuilder.newAddress())
                                                        .after(later)
                                                        .validFor(later.multipliedBy(2))
                                                        .build(),
                                                false))
                        .toList();
        enlist(arrivals);
        var then = clock.instant().plus(later).plusSeconds(60);

        List<Task> claimed = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var claims =
                    IntStream.range(0, 20)
                            .mapToObj(
                                    _ ->
                                            CompletableFuture.supplyAsync(
                                                    () ->
                                                            QuarkusTransaction.requiringNew()
                                                                    .call(
                                                                            () ->
                                                                                    tasks.claim(
                                                                                            Lane
                                                                                                    .EXPRESS,
                                                                                            List.of(
                                                                                                    Channel
                                                                                                            .EMAIL),
                                                                                            List
                                                                                                    .of(),
                                                                                            30,
                                                                                            then,
                                                                                            then
                                                                                                    .plusSeconds(
                                                                                                            60))),
                                                    threads))
                            .toList();
            claims.forEach(claim -> claimed.addAll(claim.join()));
        }

        var mine =
                claimed.stream()
                        .filter(
                                task ->
                                        arrivals.stream()
                                                .anyMatch(
                                                        it ->
                                                                it.routed()
                                                                        .notificationId()
                                                                        .equals(
                                                                                task
                                                                                        .notificationId())))
                        .toList();
        assertThat(mine).hasSize(200);
        assertThat(new HashSet<>(mine.stream().map(Task::notificationId).toList())).hasSize(200);
        assertThat(mine).allMatch(task -> task.epoch() == 1 && task.attempt() == 1);
    }

    @Test
    void whoHasLostTheLeaseChangesNothing() throws SQLException {
        var routed = plan().to(Channel.EMAIL, address).build();
        var first = enlist(List.of(new Arrival(routed, true))).getFirst();
        var later = clock.instant().plus(PAST_ANY_LEASE);
        var second =
                QuarkusTransaction.requiringNew()
                        .call(() -> tasks.takeOver(1000, later, later.plusSeconds(60)))
                        .stream()
                        .filter(task -> task.notificationId().equals(routed.notificationId()))
                        .findFirst()
                        .orElseThrow();

        settle.settle(List.of(delivered(first)));
        assertThat(rows("select state, epoch from task where notification_id = ?", routed))
                .containsExactly("leased,2");
        settle.settle(List.of(delivered(second)));

        assertThat(rows("select state, epoch from task where notification_id = ?", routed))
                .containsExactly("done,2");
        assertThat(reports(routed, 1)).hasSize(1);
    }

    @Test
    void aWorkerThatStopsEndsWhatItSendsAndGivesTheRestBack() throws Exception {
        var busy = config.bulk().senders();
        var plans = new ArrayList<NotificationRouted>();
        for (var i = 0; i < busy + 50; i++) {
            var citizen = PlanBuilder.newAddress();
            if (i < busy) {
                relay.onceFor(citizen, "RCPT", ScriptedRelay.HANG);
            }
            plans.add(plan().in(Lane.BULK).to(Channel.EMAIL, citizen).build());
        }
        var worker =
                new LaneWorker(
                        Lane.BULK, config, tasks, courier, settle, carriers, circuits, clock);
        worker.start();
        assertThat(worker.reserve(plans.size())).isEqualTo(plans.size());
        worker.take(enlist(Lane.BULK, plans.stream().map(it -> new Arrival(it, true)).toList()));
        await().atMost(LONG).until(() -> worker.inFlight() == busy);

        worker.stop(Duration.ofSeconds(10));

        assertThat(worker.inFlight()).isZero();
        assertThat(worker.queued()).isZero();
        // Another worker, here that of the service itself, goes on at once and sends each one once.
        await().atMost(LONG).until(() -> relay.mails().size() >= 50);
        for (var routed : plans) {
            var expected =
                    plans.indexOf(routed) < busy
                            ? DeliveryReport.DEFERRED
                            : DeliveryReport.DELIVERED;
            assertThat(reports(routed, 1).getFirst())
                    .extracting(DeliveryReported::report, DeliveryReported::attempt)
                    .containsExactly(expected, 1);
        }
        assertThat(relay.mails()).hasSize(50);
    }

    @Test
    void aMessageThatHangsAtTheEndIsLeftToTheNextWorkerAtOnce() throws Exception {
        relay.onceFor(address, ".", ScriptedRelay.HANG);
        var routed =
                plan().in(Lane.BULK)
                        .to(Channel.EMAIL, address)
                        .preferring(AmbiguityPolicy.PREFER_NO_DUPLICATE)
                        .build();
        var worker =
                new LaneWorker(
                        Lane.BULK, config, tasks, courier, settle, carriers, circuits, clock);
        worker.start();
        assertThat(worker.reserve(1)).isEqualTo(1);
        worker.take(enlist(Lane.BULK, List.of(new Arrival(routed, true))));
        await().atMost(LONG).until(() -> worker.inFlight() == 1);

        var began = System.nanoTime();
        worker.stop(Duration.ofMillis(200));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(rows("select state, result from task where notification_id = ?", routed))
                .containsExactly("done,unknown");
        assertThat(rows("select result from attempt where notification_id = ?", routed))
                .containsExactly("ambiguous");
        assertThat(reports(routed, 1).getFirst().report()).isEqualTo(DeliveryReport.UNKNOWN);
    }

    /** It has all of the message, and says nothing. */
    @Test
    void aRelayThatHangsAfterTheContentLeavesAnAmbiguousAttempt() throws SQLException {
        var code = PlanBuilder.newAddress();
        relay.onceFor(address, ".", ScriptedRelay.HANG);
        relay.onceFor(code, ".", ScriptedRelay.HANG);
        var notice = plan().to(Channel.EMAIL, address).build();
        var once =
                plan().to(Channel.EMAIL, code)
                        .preferring(AmbiguityPolicy.PREFER_NO_DUPLICATE)
                        .build();

        tap.tell(notice);
        tap.tell(once);

        var deferred = reports(notice, 1).getFirst();
        assertThat(deferred.report()).isEqualTo(DeliveryReport.DEFERRED);
        assertThat(deferred.reason()).isEqualTo(Reason.AMBIGUOUS);
        var unknown = reports(once, 1).getFirst();
        assertThat(unknown.report()).isEqualTo(DeliveryReport.UNKNOWN);
        assertThat(unknown.reason()).isEqualTo(Reason.AMBIGUOUS);
        clock.advance(Duration.ofMinutes(1));
        assertThat(reports(notice, 2).getLast().report()).isEqualTo(DeliveryReport.DELIVERED);
        assertThat(rows("select state, result from task where notification_id = ?", once))
                .containsExactly("done,unknown");
        assertThat(relay.mailsFor(code)).isEmpty();
    }

    @Test
    void whatAReplicaWithAFastClockGivesBackKeepsItsTurn() {
        var routed = later().to(Channel.LETTER, PlanBuilder.newAddress()).build();
        enlist(List.of(new Arrival(routed, false)));
        var now = clock.instant().plus(LATER);
        var fast = now.plus(Duration.ofMinutes(2));
        var leased = claimed(routed, fast);

        settle.settle(List.of(PlanPolicy.givenBack(leased.getFirst(), fast)));

        assertThat(claimed(routed, now)).hasSize(1);
    }

    private List<Task> claimed(NotificationRouted routed, Instant now) {
        return QuarkusTransaction.requiringNew()
                .call(
                        () ->
                                tasks.claim(
                                        Lane.EXPRESS,
                                        List.of(Channel.LETTER),
                                        List.of(),
                                        500,
                                        now,
                                        now.plusSeconds(60)))
                .stream()
                .filter(it -> isAbout(it, routed))
                .toList();
    }

    /** Two workers, of which one may stop at any step, and the sweeper that takes over from it. */
    @Test
    void anyInterleavingOfTwoClaimersSendsOnce() throws SQLException {
        for (var seed = 0; seed < 40; seed++) {
            var chance = new Random(seed);
            var routed =
                    later().to(Channel.LETTER, PlanBuilder.newAddress())
                            .preferring(AmbiguityPolicy.PREFER_NO_DUPLICATE)
                            .build();
            enlist(List.of(new Arrival(routed, false)));
            var now = clock.instant().plus(LATER);
            var sent = 0;
            var hands = new HashMap<Boolean, Task>();
            for (var step = 0; step < 14; step++) {
                var who = chance.nextBoolean();
                var mine = hands.get(who);
                var then = now;
                switch (chance.nextInt(5)) {
                    case 0, 1 -> claimed(routed, then).forEach(it -> hands.put(who, it));
                    case 2 -> {
                        if (mine != null && now.isBefore(mine.leaseUntil())) {
                            sent++;
                            settle.settle(List.of(delivered(mine)));
                            hands.remove(who);
                        }
                    }
                    case 3 -> {
                        if (mine != null) {
                            settle.settle(List.of(PlanPolicy.givenBack(mine, now)));
                            hands.remove(who);
                        }
                    }
                    default -> {
                        now = now.plusSeconds(45);
                        var later = now;
                        var lost =
                                QuarkusTransaction.requiringNew()
                                        .call(
                                                () ->
                                                        tasks.takeOver(
                                                                500, later, later.plusSeconds(60)))
                                        .stream()
                                        .filter(it -> isAbout(it, routed))
                                        .toList();
                        if (!lost.isEmpty()) {
                            var unanswered = new Outcome.Unanswered(Outcome.Answer.NONE);
                            settle.settle(
                                    List.of(PlanPolicy.after(lost.getFirst(), unanswered, later)));
                        }
                    }
                }
            }
            assertThat(sent).as("sent with seed %d", seed).isLessThanOrEqualTo(1);
            var told = rows("select state, epoch from task where notification_id = ?", routed);
            assertThat(told).as("seed %d", seed).hasSize(1);
            assertThat(
                            rows(
                                    "select 1 from attempt where result in ('delivered', 'ambiguous') and notification_id = ?",
                                    routed))
                    .as("seed %d", seed)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private static boolean isAbout(Task task, NotificationRouted routed) {
        return task.notificationId().equals(routed.notificationId());
    }

    @Test
    void consumerGroupsHaveFixedNames() {
        var names = ConfigProvider.getConfig();

        assertThat(names.getValue("mp.messaging.incoming.plans-express.group.id", String.class))
                .isEqualTo("dispatch-express");
        assertThat(names.getValue("mp.messaging.incoming.plans-bulk.group.id", String.class))
                .isEqualTo("dispatch-bulk");
    }

    @Test
    void showsItsHealthAndItsFigures() throws Exception {
        var routed = plan().to(Channel.EMAIL, address).build();
        tap.tell(routed);
        reports(routed, 1);

        assertThat(get("/q/health/live")).contains("delivery workers", "consumption", "\"UP\"");
        assertThat(get("/q/health/ready")).contains("Database connections health check");
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(get("/q/metrics"))
                                        .contains("notifications_dispatch_queued{lane=\"express\"}")
                                        .contains("notifications_dispatch_due{lane=\"bulk\"}")
                                        .contains("notifications_outbox_oldest_seconds")
                                        .containsPattern(
                                                "notifications_dispatch_reports_total\\{[^}]*delivered"));
        assertThat(get("/q/metrics")).doesNotContain(address, routed.notificationId().toString());
    }

    private static String get(String path) throws IOException, InterruptedException {
        var port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", String.class);
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** A plan of which the workers of this service do not see yet that it is due. */
    private PlanBuilder later() {
        return plan().after(LATER);
    }

    private PlanBuilder plan() {
        return new PlanBuilder(keys, clock.instant());
    }

    private static Settlement delivered(Task task) {
        return PlanPolicy.after(task, new Outcome.Delivered("250", null), task.leaseUntil());
    }

    private List<Task> enlist(List<Arrival> arrivals) {
        return enlist(Lane.EXPRESS, arrivals);
    }

    private List<Task> enlist(Lane lane, List<Arrival> arrivals) {
        var now = clock.instant();
        return QuarkusTransaction.requiringNew()
                .call(() -> tasks.enlist(arrivals, lane, now, now.plus(config.lease())))
                .leased();
    }

    private List<DeliveryReported> reports(NotificationRouted routed, int atLeast) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> tap.facts(DeliveryReported.class, routed.notificationId()),
                        reports -> reports.size() >= atLeast);
    }

    private List<String> rows(String sql, NotificationRouted about) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, about.notificationId());
            var rows = new ArrayList<String>();
            try (var result = statement.executeQuery()) {
                var width = result.getMetaData().getColumnCount();
                while (result.next()) {
                    var row = new ArrayList<String>();
                    for (var column = 1; column <= width; column++) {
                        row.add(String.valueOf(result.getString(column)));
                    }
                    rows.add(String.join(",", row));
                }
            }
            return rows;
        }
    }

    private ConsumerRecords<String, byte[]> fromTheBeginning(String topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "max.poll.records", "10000"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(it -> new TopicPartition(topic, it.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var records = new HashMap<TopicPartition, List<ConsumerRecord<String, byte[]>>>();
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
                var polled = consumer.poll(Duration.ofMillis(100));
                polled.partitions()
                        .forEach(
                                it ->
                                        records.computeIfAbsent(it, _ -> new ArrayList<>())
                                                .addAll(polled.records(it)));
            }
            return new ConsumerRecords<>(records, Map.of());
        }
    }
}
