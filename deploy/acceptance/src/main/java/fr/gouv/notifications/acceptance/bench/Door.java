package fr.gouv.notifications.acceptance.bench;

import fr.gouv.notifications.acceptance.PublicService;
import fr.gouv.notifications.local.LocalStack;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts notifications into the platform through one of its doors, and notes when each was accepted.
 * Messages are told apart by their recipients, because one who publishes to Kafka is not told an id.
 */
abstract class Door implements AutoCloseable {

    private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();
    private final Queue<Long> waits = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();

    /** Which door. */
    enum Kind {
        /** One request for each. */
        SINGLE,
        /** Requests of up to a thousand. */
        BATCH,
        /** A topic of the service. */
        KAFKA;

        /** The door, for this service; close it. */
        Door open(LocalStack stack, List<String> gateways, PublicService service, int batchSize) {
            return switch (this) {
                case SINGLE -> new HttpDoor(gateways, service.api().token(), 1);
                case BATCH -> new HttpDoor(gateways, service.api().token(), batchSize);
                case KAFKA -> new KafkaDoor(stack, service);
            };
        }
    }

    /** In which lanes the messages go. */
    enum Lanes {
        EXPRESS,
        BULK,
        /** Every second one in each. */
        BOTH;

        String of(int index) {
            return (this == BOTH ? List.of(EXPRESS, BULK).get(index % 2) : this)
                    .name()
                    .toLowerCase(Locale.ROOT);
        }
    }

    /** When the platform said yes, in {@link System#nanoTime()}, and in which lane it goes. */
    record Accepted(long at, String lane) {}

    /**
     * What is sent.
     *
     * @param name starts every recipient; another one for each load
     * @param perSecond how many leave in a second; 0 for as many as the door takes
     * @param until no more leave after it, in {@link System#nanoTime()}
     */
    record Load(
            String name,
            String template,
            int count,
            int perSecond,
            int connections,
            Lanes lanes,
            long until) {

        /** Whose message that is: the part of the address before the at sign. */
        String recipient(int index) {
            return name + "-" + index;
        }

        /** What a request says of one message, without its template. */
        String fields(int index) {
            return """
            "to":{"email":"%1$s@charge.test"},"lane":"%2$s","values":{"numéro":"%1$s","prénom":"Jeanne"}"""
                    .formatted(recipient(index), lanes.of(index));
        }

        private long due(int index, long start) {
            return perSecond == 0 ? System.nanoTime() : start + index * 1_000_000_000L / perSecond;
        }

        /** Waits for its turn, and says when that was. */
        long await(int index, long start) {
            var due = due(index, start);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            return due;
        }

        boolean goesOn(int index) {
            return index < count && System.nanoTime() - until < 0;
        }
    }

    /** Sends all of it, and returns when each message was accepted or refused. */
    abstract void send(Load load);

    /** The accepted messages, by recipient. */
    Map<String, Accepted> accepted() {
        return accepted;
    }

    /** How long each answer took, in nanoseconds; in a paced run from when it should have left. */
    Queue<Long> waits() {
        return waits;
    }

    /** Messages that the platform said no to. */
    int refused() {
        return refused.get();
    }

    /** Connections that ended before their answer: nobody knows whether the request was accepted. */
    int broken() {
        return broken.get();
    }

    void accept(Load load, int index, long at) {
        accepted.put(load.recipient(index), new Accepted(at, load.lanes().of(index)));
    }

    void refuse(int messages) {
        refused.addAndGet(messages);
    }

    void breakOff() {
        broken.incrementAndGet();
    }

    @Override
    public void close() {
        // Most have nothing to close.
    }
}
