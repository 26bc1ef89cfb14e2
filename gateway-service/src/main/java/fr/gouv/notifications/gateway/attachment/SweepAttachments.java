package fr.gouv.notifications.gateway.attachment;

import fr.gouv.notifications.eventing.Sweep;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes files that no notification came for, and those whose notifications are over. */
@ApplicationScoped
class SweepAttachments implements Sweep {

    private static final Logger LOG = Logger.getLogger(SweepAttachments.class);
    private static final int AT_ONCE = 100;

    private final Attachments attachments;
    private final AttachmentConfig config;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    SweepAttachments(Attachments attachments, AttachmentConfig config, InstantSource clock) {
        this.attachments = attachments;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("attachment-sweeper").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            while (!stopped.await(config.sweep().toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void sweep() {
        try {
            while (attachments.forget(clock.instant(), AT_ONCE) == AT_ONCE) {
                // There may be more.
            }
        } catch (Refused _) {
            LOG.warn("files that nobody needs stay for now: the database is away");
        }
    }
}
