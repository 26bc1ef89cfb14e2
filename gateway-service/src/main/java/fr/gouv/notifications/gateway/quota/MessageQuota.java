package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.gateway.problem.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Counts messages against the limits of their service, before they are accepted. A message counts on
 * the first channel on which it may leave: which one it is in the end is decided later, by others.
 * Asks the database once for many messages.
 */
@ApplicationScoped
public class MessageQuota {

    private final Quotas quotas;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    MessageQuota(Quotas quotas, InstantSource clock, MeterRegistry metrics) {
        this.quotas = quotas;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * What was counted.
     *
     * @param at when
     * @param refusals of those that are over a limit, by their ids; all others are counted
     */
    public record Counted(Instant at, Map<UUID, Refused> refusals) {

        public Counted {
            refusals = Map.copyOf(refusals);
        }
    }

    /**
     * Counts these, the first ones first, as far as the limits go. Fails with {@link Refused} when the
     * database must be asked and is away; nothing is counted then. Never blocks.
     */
    public Uni<Counted> count(List<NotificationRequested> messages) {
        var now = clock.instant();
        var granted = new HashMap<Uses.Key, Long>();
        var lacking = new LinkedHashMap<Uses.Key, Long>();
        wanted(messages)
                .forEach(
                        (key, wanted) ->
                                quotas.allowance(key)
                                        .takeAtOnce(wanted, now)
                                        .ifPresentOrElse(
                                                taken -> granted.put(key, taken),
                                                () -> lacking.put(key, wanted)));
        if (lacking.isEmpty()) {
            return Uni.createFrom().item(() -> shared(messages, granted, now));
        }
        return Uni.createFrom()
                .item(
                        () -> {
                            fetch(lacking, granted, now);
                            return shared(messages, granted, now);
                        })
                .runSubscriptionOn(patient);
    }

    /** Gives back what was counted for these, which were not accepted. */
    public void giveBack(Collection<NotificationRequested> messages, Instant countedAt) {
        wanted(messages).forEach((key, amount) -> giveBack(key, amount, countedAt));
    }

    private void giveBack(Uses.Key key, long amount, Instant takenAt) {
        quotas.allowance(key).giveBack(amount, takenAt);
    }

    private void fetch(Map<Uses.Key, Long> lacking, Map<Uses.Key, Long> granted, Instant now) {
        try {
            lacking.forEach(
                    (key, wanted) -> granted.put(key, quotas.allowance(key).take(wanted, now)));
        } catch (Refused away) {
            granted.forEach((key, taken) -> giveBack(key, taken, now));
            throw away;
        }
    }

    /** Shares what was granted among the messages, and gives back what none of them can use. */
    private Counted shared(
            List<NotificationRequested> messages, Map<Uses.Key, Long> granted, Instant now) {
        var refusals = new HashMap<UUID, Refused>();
        for (var message : messages) {
            var keys = keys(message);
            var reached =
                    keys.stream().filter(key -> granted.getOrDefault(key, 0L) <= 0).findFirst();
            if (reached.isPresent()) {
                refusals.put(message.notificationId(), refused(reached.get(), now));
            } else {
                keys.forEach(key -> granted.merge(key, -1L, Long::sum));
            }
        }
        granted.forEach((key, unused) -> giveBack(key, unused, now));
        return new Counted(now, refusals);
    }

    private Refused refused(Uses.Key key, Instant now) {
        metrics.counter("notifications.quota.refused", "limit", key.limit().word()).increment();
        return OverQuota.refused(key, quotas.allowance(key).standing(), now);
    }

    private static Map<Uses.Key, Long> wanted(Collection<NotificationRequested> messages) {
        var wanted = new LinkedHashMap<Uses.Key, Long>();
        for (var message : messages) {
            keys(message).forEach(key -> wanted.merge(key, 1L, Long::sum));
        }
        return wanted;
    }

    private static List<Uses.Key> keys(NotificationRequested message) {
        return Limit.of(message.channels().getFirst()).stream()
                .map(limit -> new Uses.Key(message.service(), limit))
                .toList();
    }
}
