package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.NotificationOverdue;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.eventing.Outbox;
import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.tracking.timeline.Timeline;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells of notifications to which nothing happened in time: once for each notification and cause, as
 * a fact of its timeline and as an alert on the broker. What nobody can say any more ends here.
 * Several replicas may watch at once; each notification is told of by one.
 */
@ApplicationScoped
class Watchdog implements Sweep {

    private static final Logger LOG = Logger.getLogger(Watchdog.class);

    private final Notifications notifications;
    private final Timeline timeline;
    private final RecordFacts recorder;
    private final Outbox outbox;
    private final Hearing hearing;
    private final OverdueMetrics metrics;
    private final WatchConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Watchdog(
            Notifications notifications,
            Timeline timeline,
            RecordFacts recorder,
            Outbox outbox,
            Hearing hearing,
            OverdueMetrics metrics,
            WatchConfig config,
            InstantSource clock) {
        this.notifications = notifications;
        this.timeline = timeline;
        this.recorder = recorder;
        this.outbox = outbox;
        this.hearing = hearing;
        this.metrics = metrics;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("watchdog").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(config.look().toMillis(), TimeUnit.MILLISECONDS)) {
                lookOrSay();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOrSay() {
        try {
            if (hearing.isUpToDate()) {
                sweep();
            }
            metrics.measure();
        } catch (RuntimeException e) {
            LOG.warnf("overdue notifications are told later (%s)", e.getClass().getName());
        }
    }

    @Override
    public void sweep() {
        sweep(clock.instant());
    }

    /** Tells of all that is overdue at this time. */
    void sweep(Instant now) {
        int looked;
        do {
            looked = QuarkusTransaction.requiringNew().call(() -> round(now));
        } while (looked > 0 && stopped.getCount() > 0);
    }

    /** Every round brings its notifications further: to the next deadline, or to their end. */
    private int round(Instant now) {
        var due = notifications.lockDue(now, config.batch());
        var facts = timeline.of(due.stream().map(NotificationRow::id).toList());
        List<NotificationOverdue> told = new ArrayList<>();
        List<UUID> others = new ArrayList<>();
        for (var row : due) {
            var known = facts.getOrDefault(row.id(), List.of());
            var missed =
                    known.isEmpty()
                            ? Optional.<WatchPolicy.Deadline>empty()
                            : WatchPolicy.missed(row.standing(), row.request(), known, now);
            missed.ifPresentOrElse(
                    deadline -> told.add(alert(row, deadline, now)), () -> others.add(row.id()));
        }
        if (!others.isEmpty()) {
            recorder.review(others);
        }
        if (!told.isEmpty()) {
            recorder.record(
                    told.stream().map(fact -> new Received(Envelope.eventId(fact), fact)).toList());
            outbox.tellAll(told);
            LOG.errorf(
                    "%d notifications are overdue, the first is %s of %s: %s",
                    told.size(),
                    told.getFirst().notificationId(),
                    told.getFirst().service(),
                    told.getFirst().overdue());
        }
        return due.size();
    }

    private static NotificationOverdue alert(
            NotificationRow row, WatchPolicy.Deadline missed, Instant now) {
        var request = row.request();
        return new NotificationOverdue(
                row.id(),
                now,
                row.service(),
                request == null ? null : request.lane(),
                row.standing().status(),
                missed.overdue(),
                missed.at());
    }
}
