package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.BreakerState;
import fr.gouv.notifications.contracts.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds messages back while a provider does not work, so that an outage costs a probe now and then
 * instead of an attempt for every message. What one replica notices holds on all; one of them probes: it
 * asks whether the provider answers, and then tries a single message, whose outcome decides.
 */
@ApplicationScoped
class Circuits {

    private static final Logger LOG = Logger.getLogger(Circuits.class);

    /** Longer than the longest attempt. */
    private static final Duration PROBE_LASTS = Duration.ofMinutes(3);

    /** A provider that answers, and for which nothing waits, is not held any longer than this. */
    private static final Duration NOTHING_TO_TRY = Duration.ofSeconds(5);

    /** The version of a breaker that the database has not heard of. */
    private static final long UNTOLD = 0;

    private final Map<Channel, Carrier> carriers = new EnumMap<>(Channel.class);
    private final Map<Channel, Trip> trips = new EnumMap<>(Channel.class);
    private final Map<Channel, Breaker> known = new ConcurrentHashMap<>();
    private final Map<Channel, Trial> trials = new ConcurrentHashMap<>();
    private final Breakers rows;
    private final DeliveryConfig config;
    private final InstantSource clock;
    private boolean isBlind;

    Circuits(
            @All List<Carrier> carriers,
            Breakers rows,
            DeliveryConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        for (var carrier : carriers) {
            this.carriers.put(carrier.channel(), carrier);
            trips.put(carrier.channel(), new Trip(config.holdAfter()));
            metrics.gauge(
                    "notifications.dispatch.breaker",
                    Tags.of(
                            "provider",
                            carrier.provider(),
                            "channel",
                            DeliveryMetrics.label(carrier.channel())),
                    this,
                    it -> it.figure(carrier.channel()));
        }
        this.rows = rows;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A probe of this replica.
     *
     * @param isTaken whether a lane looks for a message, or tries one
     * @param notification the message that is tried
     */
    private record Trial(
            Breaker probed, Instant since, boolean isTaken, @Nullable UUID notification) {}

    /** Whether messages of this channel are held because its provider does not work. */
    boolean isOpen(Channel channel) {
        var breaker = known.get(channel);
        return breaker != null && !breaker.isClosed();
    }

    /** Whether this is the one message by which a provider is tried. */
    boolean isTrial(Task task) {
        var trial = trials.get(task.channel());
        return trial != null && task.notificationId().equals(trial.notification());
    }

    /** A channel for which the caller must find one message, or give it back. */
    Optional<Channel> takeTrial() {
        for (var channel : trials.keySet()) {
            var isOurs = new boolean[1];
            trials.computeIfPresent(
                    channel,
                    (_, trial) -> {
                        isOurs[0] = !trial.isTaken();
                        return new Trial(trial.probed(), trial.since(), true, trial.notification());
                    });
            if (isOurs[0]) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }

    /** The message that was found for a trial. */
    void begin(Channel channel, UUID notification) {
        trials.computeIfPresent(
                channel,
                (_, trial) -> new Trial(trial.probed(), trial.since(), true, notification));
    }

    /** No message was found now. */
    void giveBack(Channel channel) {
        trials.computeIfPresent(
                channel, (_, trial) -> new Trial(trial.probed(), trial.since(), false, null));
    }

    /** Its messages are paused: nothing can be tried, which is not the same as nothing to try. */
    void putOff(Channel channel) {
        trials.computeIfPresent(
                channel, (_, trial) -> new Trial(trial.probed(), clock.instant(), false, null));
    }

    /** The attempt is over: if it was a trial without an outcome, another message is tried. */
    void released(Task task) {
        if (isTrial(task)) {
            giveBack(task.channel());
        }
    }

    /** Takes note of what came of an attempt. */
    void heard(Task task, Outcome outcome) {
        var channel = task.channel();
        var trip = trips.get(channel);
        if (isTrial(task)) {
            conclude(channel, outcome);
        } else if (trip != null && !isOpen(channel)) {
            trip.heard(outcome, clock.instant()).ifPresent(why -> open(channel, why));
        }
    }

    /**
     * Learns how the other replicas find the providers, and probes those that are due.
     *
     * @return whether there is something to claim again
     */
    boolean care() {
        try {
            var isFree = lookAndProbe();
            isBlind = false;
            return isFree;
        } catch (RuntimeException e) {
            if (!isBlind) {
                LOG.warnf("what is known of providers stays as it is: %s", e.getClass().getName());
            }
            isBlind = true;
            return false;
        }
    }

    private boolean lookAndProbe() {
        var isFree = look();
        for (var entry : carriers.entrySet()) {
            var breaker = known.get(entry.getKey());
            if (breaker != null && !breaker.isClosed()) {
                isFree |= probe(entry.getKey(), entry.getValue(), breaker);
            }
        }
        return isFree;
    }

    private boolean look() {
        var isFree = false;
        for (var row : rows.all()) {
            var carrier = carriers.get(row.channel());
            if (carrier == null || !carrier.provider().equals(row.provider())) {
                // Of a provider that was replaced: its breaker holds nobody.
                continue;
            }
            var before = known.get(row.channel());
            known.merge(
                    row.channel(), row, (old, now) -> now.version() >= old.version() ? now : old);
            trials.computeIfPresent(
                    row.channel(),
                    (_, trial) -> trial.probed().version() == row.version() ? trial : null);
            isFree |= before != null && !before.isClosed() && row.isClosed();
        }
        return isFree;
    }

    private boolean probe(Channel channel, Carrier carrier, Breaker breaker) {
        var now = clock.instant();
        if (breaker.version() == UNTOLD) {
            rows.open(carrier.provider(), channel, String.valueOf(breaker.why()), now)
                    .ifPresent(this::noted);
            return false;
        }
        var trial = trials.get(channel);
        if (trial != null && now.isBefore(trial.since().plus(PROBE_LASTS))) {
            return !trial.isTaken() && closeUnused(trial, now);
        }
        if (breaker.state() == BreakerState.OPEN && now.isBefore(breaker.nextProbe())) {
            return false;
        }
        var begun = rows.probe(carrier.provider(), channel, now, now.plus(PROBE_LASTS));
        if (begun.isEmpty()) {
            return false;
        }
        noted(begun.get());
        if (carrier.answers()) {
            trials.put(channel, new Trial(begun.get(), clock.instant(), false, null));
            return true;
        }
        rows.failed(begun.get(), config.longestProbePause(), clock.instant())
                .ifPresent(this::noted);
        return false;
    }

    private boolean closeUnused(Trial trial, Instant now) {
        if (now.isBefore(trial.since().plus(NOTHING_TO_TRY))) {
            return true;
        }
        trials.remove(trial.probed().channel(), trial);
        rows.close(trial.probed(), now).ifPresent(this::noted);
        return true;
    }

    private void open(Channel channel, String why) {
        var carrier = carriers.get(channel);
        if (carrier == null) {
            return;
        }
        var now = clock.instant();
        try {
            rows.open(carrier.provider(), channel, why, now).ifPresent(this::noted);
        } catch (RuntimeException e) {
            // Held here at least, until the database says otherwise.
            known.put(
                    channel,
                    new Breaker(
                            carrier.provider(), channel, BreakerState.OPEN, why, now, now, UNTOLD));
            LOG.warnf(
                    "the other replicas do not learn that %s does not work: %s",
                    carrier.provider(), e.getClass().getName());
        }
    }

    private void conclude(Channel channel, Outcome outcome) {
        var trial = trials.remove(channel);
        if (trial != null) {
            conclude(trial, Trip.isOfTheProvider(outcome));
        }
    }

    /** This replica stops: another one probes after the usual pause, not when the trial has lapsed. */
    void stop() {
        for (var channel : List.copyOf(trials.keySet())) {
            var trial = trials.remove(channel);
            if (trial != null) {
                conclude(trial, true);
            }
        }
    }

    private void conclude(Trial trial, boolean hasFailed) {
        var now = clock.instant();
        try {
            (hasFailed
                            ? rows.failed(trial.probed(), config.longestProbePause(), now)
                            : rows.close(trial.probed(), now))
                    .ifPresent(this::noted);
        } catch (RuntimeException e) {
            // It stays half-open, and is probed again when its time is over.
            LOG.warnf("the outcome of a trial was lost: %s", e.getClass().getName());
        }
    }

    private void noted(Breaker breaker) {
        known.put(breaker.channel(), breaker);
        var trip = trips.get(breaker.channel());
        if (trip != null) {
            trip.forget();
        }
        switch (breaker.state()) {
            case OPEN ->
                    LOG.errorf(
                            "carrier of %s (%s) does not work, %s: its messages are held back",
                            breaker.channel(), breaker.provider(), breaker.why());
            case HALF_OPEN ->
                    LOG.infof(
                            "carrier of %s (%s) is probed", breaker.channel(), breaker.provider());
            case CLOSED ->
                    LOG.infof(
                            "carrier of %s (%s) works again: its messages go on",
                            breaker.channel(), breaker.provider());
        }
    }

    /** 0 closed, 1 half-open, 2 open. */
    private double figure(Channel channel) {
        var breaker = known.get(channel);
        if (breaker == null) {
            return 0;
        }
        return switch (breaker.state()) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }
}
