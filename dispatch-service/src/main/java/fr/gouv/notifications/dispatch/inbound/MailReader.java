package fr.gouv.notifications.dispatch.inbound;

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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the mails that were kept, and sees to it that none waits for ever and none is kept too long.
 * Several replicas may do so at once; each mail is read by one.
 */
@ApplicationScoped
class MailReader implements Sweep {

    private static final Logger LOG = Logger.getLogger(MailReader.class);
    private static final Duration FAREWELL = Duration.ofSeconds(10);
    private static final int SWEPT = 500;

    private final Semaphore arrivals = new Semaphore(0);
    private final AtomicLong due = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicLong oldest = new AtomicLong();
    private final InboundMails mails;
    private final ReadMail readMail;
    private final InboundConfig config;
    private final InstantSource clock;
    private volatile boolean stopping;
    private @Nullable Thread thread;

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
        thread = Thread.ofVirtual().name("dispatch-inbound").start(this::untilStopped);
    }

    /** Before the outbox stops: what was read is still told. */
    void stop(@Observes @Priority(1000) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        arrivals.release();
        var reader = thread;
        if (reader != null) {
            reader.join(FAREWELL);
        }
    }

    /** A mail was kept: it need not wait for the next look. */
    void wake() {
        arrivals.release();
    }

    private void untilStopped() {
        var nextSweep = Instant.MIN;
        while (!stopping) {
            try {
                if (!clock.instant().isBefore(nextSweep)) {
                    nextSweep = clock.instant().plus(config.sweep());
                    sweep();
                }
                if (readSome() == 0
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

    private int readSome() {
        var now = clock.instant();
        var claimed =
                QuarkusTransaction.requiringNew()
                        .call(() -> mails.claim(config.batch(), now, now.plus(config.lease())));
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
