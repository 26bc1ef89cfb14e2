package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Tells the broker what was accepted, without ever making a caller's thread wait: until the broker
 * was reached for the first time, and while too much is under way, it says no at once.
 */
@ApplicationScoped
class Broker {

    private static final Logger LOG = Logger.getLogger(Broker.class);
    private static final String CHANNEL = "facts";
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final FactPublisher publisher;
    private final KafkaClientService clients;
    private final Config config;
    private final AtomicInteger underWay;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile boolean known;

    Broker(
            FactPublisher publisher,
            KafkaClientService clients,
            Config config,
            MeterRegistry metrics) {
        this.publisher = publisher;
        this.clients = clients;
        this.config = config;
        underWay = metrics.gauge("notifications.accept.bytes.under.way", new AtomicInteger());
    }

    /** How much may wait for the broker. */
    @ConfigMapping(prefix = "gateway.broker")
    interface Config {

        /**
         * Bytes handed to the producer and not acknowledged yet. Smaller than the producer's buffer:
         * when that is full, the producer blocks its caller.
         */
        @WithDefault("16777216")
        int mostUnderWay();

        /** What a client is told to wait when the broker does not answer. */
        @WithDefault("5s")
        Duration retryAfter();
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("broker-first-contact").start(this::meet);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    /** Completes when all in-sync replicas have the fact; fails with {@link Refused} otherwise. */
    Uni<Void> tell(NotificationRequested fact) {
        return tell(size(fact), () -> publisher.publish(fact));
    }

    /** As {@link #tell}, for many at once: fails when the broker lacks one of them. */
    Uni<Void> tellAll(List<NotificationRequested> facts) {
        var size = facts.stream().mapToInt(Broker::size).sum();
        return tell(size, () -> publisher.publishAll(facts));
    }

    private Uni<Void> tell(int size, Supplier<CompletableFuture<Void>> publication) {
        if (!known || lost.get()) {
            return Uni.createFrom().failure(unavailable());
        }
        if (underWay.addAndGet(size) > config.mostUnderWay()) {
            underWay.addAndGet(-size);
            return Uni.createFrom().failure(overloaded());
        }
        return Uni.createFrom()
                .completionStage(publication)
                .onTermination()
                .invoke(() -> underWay.addAndGet(-size))
                .onFailure()
                .transform(
                        failure -> {
                            LOG.warnf(
                                    "nothing was accepted: the broker did not acknowledge (%s)",
                                    failure.getClass().getSimpleName());
                            if (failure instanceof TimeoutException) {
                                lose();
                            }
                            return unavailable();
                        });
    }

    /**
     * Without a broker the producer forgets its topics (KIP-899) and would then block each caller, one
     * after the other. So the first whom it fails keeps the others away until it knows them again.
     */
    private void lose() {
        if (lost.compareAndSet(false, true)) {
            Thread.ofVirtual().name("broker-contact").start(this::meet);
        }
    }

    private static int size(NotificationRequested fact) {
        return fact.words().box().length() + fact.recipient().box().length();
    }

    /** Whether the broker was reached since this process started. */
    boolean isKnown() {
        return known;
    }

    /** The producer must know the topics before a thread that may not block uses it. */
    private void meet() {
        var isTold = false;
        while (stopped.getCount() > 0) {
            try {
                var producer = clients.<String, byte[]>getProducer(CHANNEL).unwrap();
                if (!producer.partitionsFor(Topics.REQUESTED_EXPRESS).isEmpty()
                        && !producer.partitionsFor(Topics.REQUESTED_BULK).isEmpty()) {
                    known = true;
                    lost.set(false);
                    return;
                }
            } catch (KafkaException e) {
                if (!isTold) {
                    LOG.warnf("the broker is not there yet: %s", e.getClass().getSimpleName());
                    isTold = true;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("stopped before the broker was there");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    private Refused unavailable() {
        return Problem.unavailable(
                "broker-unavailable",
                "the notification was not accepted: send it again",
                config.retryAfter());
    }

    private Refused overloaded() {
        return Problem.unavailable(
                "overloaded",
                "too much is under way: the notification was not accepted, send it again",
                config.retryAfter());
    }
}
