package fr.gouv.notifications.eventing;

import fr.gouv.notifications.contracts.Fact;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;

/**
 * Tells facts to the broker over the producer of the channel {@code facts}, and says when the broker
 * has them ({@code acks=all}).
 */
@ApplicationScoped
public class FactPublisher {

    private static final String CHANNEL = "facts";

    private final KafkaClientService clients;
    private final String source;

    /**
     * @param facts only declares the channel; records go straight to its producer, which saves a
     *     message object and a thread hop for each
     */
    FactPublisher(
            KafkaClientService clients,
            @ConfigProperty(name = "quarkus.application.name") String source,
            @Channel(CHANNEL) @SuppressWarnings("unused") MutinyEmitter<byte[]> facts) {
        this.clients = clients;
        this.source = source;
    }

    /**
     * Completes when the broker has the fact, exceptionally when it could not be told in time. May
     * block for {@code max.block.ms} when the broker was never reached.
     */
    public CompletableFuture<Void> publish(Fact fact) {
        return send(Envelope.pack(fact, source));
    }

    /**
     * Completes when the broker has all of them, exceptionally when it lacks one. The first that cannot
     * even be handed to the producer ends it: each of the others might block as long as that one did.
     */
    public CompletableFuture<Void> publishAll(Collection<? extends Fact> facts) {
        var told = new ArrayList<CompletableFuture<Void>>(facts.size());
        for (var fact : facts) {
            var one = publish(fact);
            told.add(one);
            if (one.isCompletedExceptionally()) {
                break;
            }
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    /**
     * Waits until the broker has all of them.
     *
     * @throws BrokerUnavailable when it has not within {@code patience}
     */
    public void publishAllAndWait(Collection<? extends Fact> facts, Duration patience) {
        await(publishAll(facts), patience);
    }

    /** As {@link #publish}, for a fact that was kept in parts. */
    CompletableFuture<Void> send(
            String topic, String key, String eventId, String type, String time, byte[] value) {
        return send(Envelope.pack(topic, key, eventId, type, time, value, source));
    }

    /** The name of the service that tells. */
    String source() {
        return source;
    }

    CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        var acknowledged = new CompletableFuture<Void>();
        try {
            // The callback says all that the future would.
            var _ =
                    producer()
                            .send(
                                    record,
                                    (_, failure) -> {
                                        if (failure == null) {
                                            acknowledged.complete(null);
                                        } else {
                                            acknowledged.completeExceptionally(failure);
                                        }
                                    });
        } catch (org.apache.kafka.common.KafkaException e) {
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }

    void await(CompletableFuture<Void> acknowledged, Duration patience) {
        try {
            acknowledged.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerUnavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailable(e);
        }
    }

    private Producer<String, byte[]> producer() {
        return clients.<String, byte[]>getProducer(CHANNEL).unwrap();
    }

    /** The broker did not acknowledge in time: nothing may be considered told. */
    public static final class BrokerUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokerUnavailable(Throwable cause) {
            super("the broker did not acknowledge: " + cause.getClass().getSimpleName(), cause);
        }
    }
}
