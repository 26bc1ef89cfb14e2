package fr.gouv.notifications.gateway.dmarc;

import fr.gouv.notifications.eventing.Sweep;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Forgets what mailbox providers counted long ago. */
@ApplicationScoped
class SweepDomainReports implements Sweep {

    private static final Logger LOG = Logger.getLogger(SweepDomainReports.class);
    private static final int AT_ONCE = 1_000;

    private final DomainReports reports;
    private final DmarcConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    SweepDomainReports(DomainReports reports, DmarcConfig config, InstantSource clock) {
        this.reports = reports;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("domain-report-sweeper").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            while (!stopped.await(config.sweep().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    sweep();
                } catch (RuntimeException failure) {
                    LOG.warnf(
                            "old reports of domains stay for now (%s)",
                            failure.getClass().getName());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void sweep() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var counts = today.minusDays(config.keptFor().toDays());
        whileFull(() -> reports.forgetCounts(counts, AT_ONCE));
        var known = today.minusDays(DomainReports.REMEMBERED_DAYS);
        whileFull(() -> reports.forgetReports(known, AT_ONCE));
    }

    private static void whileFull(IntSupplier round) {
        while (round.getAsInt() == AT_ONCE) {
            // More may be old.
        }
    }
}
