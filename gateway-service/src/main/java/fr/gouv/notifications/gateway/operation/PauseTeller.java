package fr.gouv.notifications.gateway.operation;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Has what is paused told again from time to time. */
@ApplicationScoped
class PauseTeller {

    private static final Logger LOG = Logger.getLogger(PauseTeller.class);
    private static final long EVERY_SECONDS = 60;

    private final OrderPauses orders;
    private final CountDownLatch stopped = new CountDownLatch(1);

    PauseTeller(OrderPauses orders) {
        this.orders = orders;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("pause-teller").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            while (!stopped.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                tellOrSay();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellOrSay() {
        try {
            orders.tellAgain();
        } catch (RuntimeException e) {
            LOG.warnf("pauses are told again later: %s", e.getClass().getName());
        }
    }
}
