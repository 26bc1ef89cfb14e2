package fr.gouv.notifications.eventing;

import fr.gouv.notifications.eventing.Envelope.Received;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * What every listener does with a batch of records: read them, have their effect made durable, and
 * let nothing stop the partition or be lost.
 *
 * <ul>
 *   <li>a record that cannot be read becomes a dead letter, the others go on;
 *   <li>an effect that fails because something is down is tried again until it succeeds, and the
 *       batch waits;
 *   <li>an effect that fails for a reason of its own is narrowed down to the records that cause it,
 *       and these become dead letters.
 * </ul>
 *
 * <p>The listener returns only when all this is done; then its offsets are committed.
 */
@ApplicationScoped
public class FactBatches {

    private static final Logger LOG = Logger.getLogger(FactBatches.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final DeadLetters deadLetters;
    private final ConsumptionHealth health;
    private final MeterRegistry metrics;
    private volatile boolean stopping;

    FactBatches(
            DeadLetters deadLetters, @Liveness ConsumptionHealth health, MeterRegistry metrics) {
        this.deadLetters = deadLetters;
        this.health = health;
        this.metrics = metrics;
    }

    /**
     * Hands the facts of these records to {@code effect}, in order, and returns when each of them is
     * either effective or buried. The effect must be repeatable: it may see a fact twice.
     *
     * @param channel the listener's channel, for health and metrics
     * @param effect one transaction, or one flush; throws {@link Unavailable} (or an exception that a
     *     database or broker being down causes) when it should be tried again
     */
    public void handle(
            String channel,
            ConsumerRecords<String, byte[]> records,
            Consumer<List<Received>> effect) {
        handle(channel, records, Envelope::open, effect);
    }

    /** As {@link #handle}; the sealed words of the facts are not read, and open nothing. */
    public void handleWithoutWords(
            String channel,
            ConsumerRecords<String, byte[]> records,
            Consumer<List<Received>> effect) {
        handle(channel, records, Envelope::openWithoutWords, effect);
    }

    private void handle(
            String channel,
            ConsumerRecords<String, byte[]> records,
            Opening opening,
            Consumer<List<Received>> effect) {
        watched(
                channel,
                records,
                () -> {
                    List<Opened<Received>> opened = new ArrayList<>(records.count());
                    for (var record : records) {
                        try {
                            opened.add(new Opened<>(record, opening.open(record)));
                        } catch (UnreadableRecord e) {
                            persist(record, () -> deadLetters.bury(record, e.reason()));
                        }
                    }
                    apply(opened, effect, deadLetters::bury);
                });
    }

    /**
     * As {@link #handle}, for records that are not the platform's own: the effect reads them itself,
     * and {@code burial} is what is done with a record whose effect fails for a reason of its own.
     *
     * @param burial told the record and the reason; it is repeated while something is down
     */
    public void handleForeign(
            String channel,
            ConsumerRecords<String, byte[]> records,
            Consumer<List<ConsumerRecord<String, byte[]>>> effect,
            BiConsumer<ConsumerRecord<String, byte[]>, String> burial) {
        watched(
                channel,
                records,
                () -> {
                    List<Opened<ConsumerRecord<String, byte[]>>> opened = new ArrayList<>();
                    records.forEach(record -> opened.add(new Opened<>(record, record)));
                    apply(opened, effect, burial);
                });
    }

    private void watched(
            String channel, ConsumerRecords<String, byte[]> records, Runnable handling) {
        health.started(channel);
        try {
            handling.run();
            metrics.summary("notifications.batch.size", "channel", channel).record(records.count());
        } finally {
            health.finished(channel);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private <T> void apply(
            List<Opened<T>> opened,
            Consumer<List<T>> effect,
            BiConsumer<ConsumerRecord<String, byte[]>, String> burial) {
        if (opened.isEmpty()) {
            return;
        }
        var pause = FIRST_PAUSE;
        while (true) {
            try {
                effect.accept(opened.stream().map(Opened::content).toList());
                return;
            } catch (RuntimeException e) {
                if (!passes(e)) {
                    narrowDown(opened, effect, burial, e);
                    return;
                }
                if (stopping) {
                    // Nothing is committed: the batch comes again after the restart.
                    throw e;
                }
                LOG.warnf(
                        "batch of %d waits %d ms: %s",
                        opened.size(), pause.toMillis(), nameOf(rootOf(e)));
                pause = sleep(pause);
            }
        }
    }

    private <T> void narrowDown(
            List<Opened<T>> opened,
            Consumer<List<T>> effect,
            BiConsumer<ConsumerRecord<String, byte[]>, String> burial,
            RuntimeException failure) {
        if (opened.size() == 1) {
            var root = rootOf(failure);
            // The stack says where, without the message, which may quote a value.
            LOG.errorf(
                    "effect failed for good: %s at %s",
                    nameOf(root), root.getStackTrace().length > 0 ? root.getStackTrace()[0] : "?");
            var record = opened.getFirst().record();
            var reason = "effect-failed-" + root.getClass().getSimpleName();
            persist(record, () -> burial.accept(record, reason));
            return;
        }
        var half = opened.size() / 2;
        apply(opened.subList(0, half), effect, burial);
        apply(opened.subList(half, opened.size()), effect, burial);
    }

    private void persist(ConsumerRecord<String, byte[]> record, Runnable burial) {
        var pause = FIRST_PAUSE;
        while (true) {
            try {
                burial.run();
                return;
            } catch (FactPublisher.BrokerUnavailable | Unavailable e) {
                if (rootOf(e) instanceof RecordTooLargeException) {
                    // Only a larger limit could keep it; it must not stop the partition for ever.
                    LOG.errorf(
                            "too large to be a dead letter, skipped: %s-%d offset %d",
                            record.topic(), record.partition(), record.offset());
                    return;
                }
                LOG.warnf("dead letter waits %d ms: %s", pause.toMillis(), nameOf(rootOf(e)));
                pause = sleep(pause);
            }
        }
    }

    /** Whether waiting can help: something is down, busy or in the way, and no record is at fault. */
    private static boolean passes(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case Unavailable _,
                        FactPublisher.BrokerUnavailable _,
                        RetriableException _,
                        IOException _,
                        TimeoutException _,
                        InterruptedException _ -> {
                    return true;
                }
                // A statement that a record makes fail says so itself; what remains is the commit.
                case RollbackException _, SystemException _ -> {
                    return true;
                }
                case SQLException sql -> {
                    return passes(sql);
                }
                default -> {
                    // Look deeper.
                }
            }
        }
        return false;
    }

    /**
     * PostgreSQL's error classes (appendix A of its manual): 21 cardinality, 22 data, 23 integrity, 42
     * syntax or access are faults of the data or the code; the others are the server's state.
     */
    private static boolean passes(SQLException failure) {
        var state = failure.getSQLState();
        if (state == null) {
            return !(failure instanceof SQLNonTransientException);
        }
        return !(state.startsWith("21")
                || state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("42"));
    }

    private static Duration sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting", e);
        }
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String nameOf(Throwable failure) {
        return failure.getClass().getName();
    }

    /** How a record becomes a fact. */
    private interface Opening {

        Received open(ConsumerRecord<String, byte[]> record) throws UnreadableRecord;
    }

    private record Opened<T>(ConsumerRecord<String, byte[]> record, T content) {}
}
