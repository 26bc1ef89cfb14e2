package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.contracts.DeliveryReport.DEFERRED;
import static fr.gouv.notifications.contracts.DeliveryReport.DELIVERED;
import static fr.gouv.notifications.contracts.DeliveryReport.HANDED_OVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import fr.gouv.notifications.tracking.feed.FeedEntry;
import fr.gouv.notifications.tracking.feed.StatusChange;
import fr.gouv.notifications.tracking.feed.StatusChanges;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.TransactionExceptionResult;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever writers do at the same time, a reader gets every row once and in order. */
@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class FeedOrderTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int WRITERS = 4;
    private static final int NOTIFICATIONS = 60;
    private static final int BATCH = 5;
    private static final int PAGE = 7;

    private final StatusChanges feed;
    private final RecordFacts recorder;
    private final Notifications notifications;
    private final AgroalDataSource dataSource;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String service = "feed-" + UUID.randomUUID();

    FeedOrderTest(
            StatusChanges feed,
            RecordFacts recorder,
            Notifications notifications,
            AgroalDataSource dataSource) {
        this.feed = feed;
        this.recorder = recorder;
        this.notifications = notifications;
        this.dataSource = dataSource;
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void neverMissesOrRepeatsARowUnderWritersThatHoldTheirTransactionsOpen()
            throws InterruptedException, ExecutionException {
        var all = Stream.generate(this::facts).limit(NOTIFICATIONS).toList();
        var told = all.stream().flatMap(facts -> history(facts).stream()).toList();
        var reads = new AtomicInteger();
        var start = end();
        List<Future<?>> writers = new ArrayList<>();
        for (var writer = 0; writer < WRITERS; writer++) {
            var mine = shuffled(told, writer);
            var patience = writer;
            writers.add(threads.submit(() -> recordSlowly(mine, reads, patience)));
        }

        var seen = new ArrayList<FeedEntry>();
        var after = start;
        while (true) {
            var finished = writers.stream().allMatch(Future::isDone);
            var page = feed.tail(after, PAGE);
            reads.incrementAndGet();
            seen.addAll(page);
            if (!page.isEmpty()) {
                after = page.getLast().position();
            } else if (finished) {
                break;
            }
        }
        for (var each : writers) {
            each.get();
        }

        assertThat(seen).extracting(FeedEntry::position).isSorted().doesNotHaveDuplicates();
        var sequences =
                ours(seen).stream()
                        .collect(
                                Collectors.groupingBy(
                                        StatusChange::notificationId,
                                        Collectors.mapping(
                                                StatusChange::sequence, Collectors.toList())));
        for (var facts : all) {
            var row = notifications.find(service, facts.id()).orElseThrow();
            assertThat(sequences.get(facts.id()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, row.sequence()).boxed().toList());
        }
    }

    @Test
    void waitsForAWriterThatDrewItsNumbersBefore() throws Exception {
        var start = end();
        var slow = facts();
        var quick = facts();
        try (var writer = new OpenWriter(slow.requested(0))) {
            record(quick.requested(0));

            assertThat(ours(feed.tail(start, 500))).isEmpty();

            writer.commit();
        }
        assertThat(ours(feed.tail(start, 500)))
                .extracting(StatusChange::notificationId)
                .containsExactly(slow.id(), quick.id());
    }

    @Test
    void tellsOnceThatTheCitizenAnswered() {
        var start = end();
        var facts = facts();
        var answered = facts.reported(9, 0, 1, DeliveryReport.REPLIED);
        record(facts.requested(0), facts.reported(2, 0, 1, DELIVERED));
        record(answered);
        record(answered);

        assertThat(ours(feed.tail(start, 500)))
                .extracting(StatusChange::sequence, StatusChange::status, StatusChange::replied)
                .containsExactly(
                        tuple(1L, PublicStatus.DELIVERED, false),
                        tuple(2L, PublicStatus.DELIVERED, true));
        assertThat(notifications.find(service, facts.id()).orElseThrow().standing().replied())
                .isTrue();
    }

    @Test
    void tellsTheChangesOfANotificationInTheirOrderWhoeverBeganFirst() {
        var start = end();
        var facts = facts();
        QuarkusTransaction.requiringNew()
                .run(
                        () -> {
                            begin();
                            QuarkusTransaction.requiringNew().run(() -> record(facts.requested(0)));
                            record(facts.routed(1));
                        });

        assertThat(ours(feed.tail(start, 500)))
                .extracting(StatusChange::sequence)
                .containsExactly(1L, 2L);
    }

    @Test
    void doesNotWaitForAWriterThatFailed() throws Exception {
        var start = end();
        var quick = facts();
        try (var _ = new OpenWriter(facts().requested(0))) {
            record(quick.requested(0));
        }

        assertThat(ours(feed.tail(start, 500)))
                .extracting(StatusChange::notificationId)
                .containsExactly(quick.id());
    }

    @Test
    void doesNotWaitForTransactionsThatDoNotWriteToIt() throws SQLException {
        var start = end();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_current_xact_id(), pg_advisory_xact_lock(1)");

            record(facts().requested(0));

            assertThat(ours(feed.tail(start, 500))).hasSize(1);
            connection.rollback();
        }
    }

    @Test
    void tellsEveryVisibleChangeOnceHoweverOftenItsFactsCome() {
        var start = end();
        var facts = facts();
        for (var fact : history(facts)) {
            record(fact, fact, fact);
        }
        record(shuffled(history(facts), 3).toArray(NotificationEvent[]::new));
        record(facts.requested(0));

        var told = ours(feed.tail(start, 500));

        assertThat(told)
                .extracting(StatusChange::status)
                .containsExactly(
                        PublicStatus.ACCEPTED,
                        PublicStatus.IN_PROGRESS,
                        PublicStatus.IN_PROGRESS,
                        PublicStatus.SENT,
                        PublicStatus.DELIVERED);
        assertThat(told).extracting(StatusChange::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(told.get(2).reason()).isEqualTo(Reason.THROTTLED);
        assertThat(told.get(2).providerCode()).isEqualTo("421");
        assertThat(told.get(2).at()).isEqualTo(Facts.minute(2));
    }

    /** Before the request nobody could say which of a service's messages it was. */
    @Test
    void tellsAStatusOnceMoreWhenTheRequestComesThatOtherFactsHadOvertaken() {
        var start = end();
        var facts = facts();
        record(facts.reported(4, 0, 2, DELIVERED));

        record(facts.requested(0));
        record(facts.requested(0), facts.routed(1));
        record(facts.reported(4, 0, 2, DELIVERED));

        var told = ours(feed.tail(start, 500));
        assertThat(told)
                .extracting(StatusChange::status)
                .containsExactly(PublicStatus.DELIVERED, PublicStatus.DELIVERED);
        assertThat(told).extracting(StatusChange::sequence).containsExactly(1L, 2L);
        assertThat(notifications.find(service, facts.id()).orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    void tellsAChangeThatComesWithALateRequestOnce() {
        var start = end();
        var facts = facts();
        record(facts.routed(1));

        record(facts.requested(0), facts.reported(4, 0, 2, DELIVERED));

        assertThat(ours(feed.tail(start, 500)))
                .extracting(StatusChange::status)
                .containsExactly(PublicStatus.IN_PROGRESS, PublicStatus.DELIVERED);
    }

    @Test
    void tellsNothingWhenTheFactsWereRolledBack() {
        var start = end();

        QuarkusTransaction.begin();
        record(facts().requested(0));
        QuarkusTransaction.rollback();

        assertThat(ours(feed.tail(start, 500))).isEmpty();
    }

    /** The database numbers the transaction now. */
    private void begin() {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select pg_current_xact_id()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Facts facts() {
        return new Facts(UUID.randomUUID(), service);
    }

    private static List<NotificationEvent> history(Facts facts) {
        return List.of(
                facts.requested(0),
                facts.routed(1),
                facts.reported(2, 0, 1, DEFERRED, Reason.THROTTLED, "421"),
                facts.reported(3, 0, 2, HANDED_OVER),
                facts.reported(4, 0, 2, DELIVERED));
    }

    private static List<NotificationEvent> shuffled(List<NotificationEvent> told, int seed) {
        var mine = new ArrayList<>(told);
        Collections.shuffle(mine, new Random(seed));
        return mine;
    }

    private void record(NotificationEvent... told) {
        recorder.record(
                Arrays.stream(told)
                        .map(fact -> new Received(Envelope.eventId(fact), fact))
                        .toList());
    }

    /** Every transaction stays open until the reader has read a few more times. */
    private void recordSlowly(List<NotificationEvent> told, AtomicInteger reads, int patience) {
        for (var from = 0; from < told.size(); from += BATCH) {
            var batch = told.subList(from, Math.min(from + BATCH, told.size()));
            QuarkusTransaction.requiringNew()
                    .run(
                            () -> {
                                record(batch.toArray(NotificationEvent[]::new));
                                var enough = reads.get() + patience;
                                await().atMost(SOON)
                                        .pollInterval(Duration.ofMillis(1))
                                        .until(() -> reads.get() >= enough);
                            });
        }
    }

    /** The position behind everything that other tests have written. */
    private long end() {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select coalesce(max(position), 0) from status_change")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<StatusChange> ours(List<FeedEntry> entries) {
        return entries.stream()
                .map(entry -> entry.change())
                .filter(change -> change.service().equals(service))
                .toList();
    }

    /** A transaction in another thread that has recorded a fact and has not ended; closing rolls back. */
    private final class OpenWriter implements AutoCloseable {

        private final CountDownLatch written = new CountDownLatch(1);
        private final CountDownLatch toEnd = new CountDownLatch(1);
        private final Future<?> running;
        private volatile boolean commits;

        OpenWriter(NotificationEvent fact) throws InterruptedException {
            running = threads.submit(write(fact));
            assertThat(written.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        private Callable<Void> write(NotificationEvent fact) {
            return () ->
                    QuarkusTransaction.requiringNew()
                            .exceptionHandler(_ -> TransactionExceptionResult.ROLLBACK)
                            .call(
                                    () -> {
                                        record(fact);
                                        written.countDown();
                                        toEnd.await();
                                        if (!commits) {
                                            throw new CancellationException();
                                        }
                                        return null;
                                    });
        }

        void commit() {
            commits = true;
        }

        @Override
        public void close() {
            toEnd.countDown();
            await().atMost(SOON).until(running::isDone);
            assertThat(running.state())
                    .isEqualTo(commits ? Future.State.SUCCESS : Future.State.FAILED);
        }
    }
}
