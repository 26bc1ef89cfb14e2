package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import fr.gouv.notifications.eventing.Sweep;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Reads the mails that were kept, and sees to it that none waits for ever and none is kept too long.
 * Several replicas may do so at once; each mail is read by one.
 */
@ApplicationScoped
class MailReader implements Sweep {

    private static final Logger LOG = Logger.getLogger(MailReader.class);
    private static final Duration FAREWELL = Duration.ofSeconds(10);
    private static final int SWEPT = 500;

    /** Reports are read at once; a reply waits for another mail server, and holds none of them up. */
    private static final Set<Purpose> REPLIES = EnumSet.of(Purpose.REPLY);

    private static final Set<Purpose> REPORTS = EnumSet.complementOf(EnumSet.of(Purpose.REPLY));

    private final Semaphore reports = new Semaphore(0);
    private final Semaphore replies = new Semaphore(0);
    private final AtomicLong due = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicLong oldest = new AtomicLong();
    private final InboundMails mails;
    private final ReadMail readMail;
    private final InboundConfig config;
    private final InstantSource clock;
    private volatile boolean stopping;
    private List<Thread> threads = List.of();

    MailReader(
            InboundMails mails,
            ReadMail readMail,
            InboundConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.mails = mails;
        this.readMail = readMail;
        this.config = config;
        this.clock = clock;
        metrics.gauge("notifications.dispatch.inbound", Tags.of("state", "due"), due);
        metrics.gauge("notifications.dispatch.inbound", Tags.of("state", "dead"), dead);
        metrics.gauge("notifications.dispatch.inbound.oldest.seconds", oldest);
    }

    void start(@Observes StartupEvent event) {
        threads =
                List.of(
                        Thread.ofVirtual().name("dispatch-inbound").start(this::readReports),
                        Thread.ofVirtual().name("dispatch-replies").start(this::readReplies));
    }

    /** Before the outbox stops: what was read is still told. */
    void stop(@Observes @Priority(1000) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        for (var thread : threads) {
            thread.join(FAREWELL);
        }
    }

    /** A mail was kept: it need not wait for the next look. */
    void wake() {
        reports.release();
        replies.release();
    }

    private void readReports() {
        var next = new AtomicReference<>(Instant.MIN);
        untilStopped(
                reports,
                () -> {
                    if (!clock.instant().isBefore(next.get())) {
                        next.set(clock.instant().plus(config.sweep()));
                        sweep();
                    }
                    return readSome(REPORTS, config.batch());
                });
    }

    private void readReplies() {
        untilStopped(replies, () -> readSome(REPLIES, 1));
    }

    private void untilStopped(Semaphore arrivals, Supplier<Integer> round) {
        while (!stopping) {
            try {
                if (round.get() == 0
                        && arrivals.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    arrivals.drainPermits();
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failure) {
                LOG.warnf("mail is looked for again later (%s)", failure.getClass().getName());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(config.poll());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    private int readSome(Set<Purpose> purposes, int atMost) {
        var now = clock.instant();
        var claimed =
                QuarkusTransaction.requiringNew()
                        .call(() -> mails.claim(purposes, atMost, now, now.plus(config.lease())));
        for (var mail : claimed) {
            if (stopping) {
                // Their leases run out, and another replica reads them.
                break;
            }
            readMail.read(mail);
        }
        return claimed.size();
    }

    @Override
    public void sweep() {
        var now = clock.instant();
        whileFull(
                () -> {
                    var given = mails.giveUp(SWEPT, now);
                    if (given > 0) {
                        LOG.errorf("%d mails could not be read in their time and are dead", given);
                    }
                    return given;
                });
        whileFull(() -> mails.forget(SWEPT, now.minus(config.kept())));
        var count = mails.count(now);
        due.set(count.due());
        dead.set(count.dead());
        oldest.set(count.oldest().toSeconds());
    }

    private static void whileFull(Supplier<Integer> round) {
        while (QuarkusTransaction.requiringNew().call(round::get) == SWEPT) {
            // More may be waiting.
        }
    }
}
