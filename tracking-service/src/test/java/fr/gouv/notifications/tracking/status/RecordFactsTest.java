package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.contracts.DeliveryReport.BOUNCED;
import static fr.gouv.notifications.contracts.DeliveryReport.DEFERRED;
import static fr.gouv.notifications.contracts.DeliveryReport.DELIVERED;
import static fr.gouv.notifications.contracts.DeliveryReport.HANDED_OVER;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class RecordFactsTest {

    private static final int WRITERS = 4;
    private static final int NOTIFICATIONS = 40;
    private static final int ROUNDS = 5;
    private static final int BATCH = 60;

    private final RecordFacts recorder;
    private final Notifications notifications;

    RecordFactsTest(RecordFacts recorder, Notifications notifications) {
        this.recorder = recorder;
        this.notifications = notifications;
    }

    /** Replicas work on the same notifications when topics are assigned differently. */
    @Test
    void endsTheSameWhateverManyWritersDoAtOnce() throws InterruptedException, ExecutionException {
        var all = Stream.generate(Facts::ofSomeNotification).limit(NOTIFICATIONS).toList();
        var told = all.stream().flatMap(facts -> history(facts).stream()).toList();

        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (var writer = 0; writer < WRITERS; writer++) {
                var mine = shuffled(told, writer);
                running.add(writers.submit(() -> recordInBatches(mine)));
            }
            for (var each : running) {
                each.get();
            }
        }

        assertThat(all).allSatisfy(this::standsAsExpected);
    }

    private void standsAsExpected(Facts facts) {
        var row = notifications.find(facts.service(), facts.id()).orElseThrow();
        assertThat(row.standing().withoutWords()).isEqualTo(expected(facts).withoutWords());
        assertThat(row.request()).isNotNull();
    }

    /** Each fact is told once, and all at the same time: nobody repairs later what was overlooked. */
    @Test
    void overlooksNoFactThatAnotherWriterRecordsAtTheSameTime()
            throws InterruptedException, ExecutionException {
        for (var round = 0; round < ROUNDS; round++) {
            var all = Stream.generate(Facts::ofSomeNotification).limit(NOTIFICATIONS).toList();
            record(all.stream().<NotificationEvent>map(facts -> facts.requested(0)).toList());

            try (var writers = Executors.newFixedThreadPool(history(all.getFirst()).size())) {
                List<Future<?>> running = new ArrayList<>();
                for (var fact = 1; fact < history(all.getFirst()).size(); fact++) {
                    var which = fact;
                    var mine = all.stream().map(facts -> history(facts).get(which)).toList();
                    running.add(writers.submit(() -> record(mine)));
                }
                for (var each : running) {
                    each.get();
                }
            }

            assertThat(all).allSatisfy(this::standsAsExpected);
        }
    }

    private static List<NotificationEvent> history(Facts facts) {
        return List.of(
                facts.requested(0),
                facts.routed(1),
                facts.reported(2, 0, 1, DEFERRED, Reason.THROTTLED, "421"),
                facts.reported(3, 0, 2, HANDED_OVER),
                facts.reported(4, 0, 2, BOUNCED, Reason.MAILBOX_FULL, "5.2.2"),
                facts.reported(9, 0, 2, DELIVERED));
    }

    private static Standing expected(Facts facts) {
        return StatusPolicy.standing(history(facts).stream().map(Facts::remembered).toList());
    }

    private static List<NotificationEvent> shuffled(List<NotificationEvent> told, int seed) {
        var mine = new ArrayList<>(told);
        Collections.shuffle(mine, new Random(seed));
        return mine;
    }

    private void recordInBatches(List<NotificationEvent> told) {
        for (var from = 0; from < told.size(); from += BATCH) {
            record(told.subList(from, Math.min(from + BATCH, told.size())));
        }
    }

    private void record(List<NotificationEvent> told) {
        recorder.record(
                told.stream().map(fact -> new Received(Envelope.eventId(fact), fact)).toList());
    }
}
