package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.BreakerState;
import fr.gouv.notifications.contracts.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What this replica knows of one provider: whether it works, and whether it is being tried here. Every
 * change is a row that all replicas share; one of them probes.
 */
final class Circuit {

    private static final Logger LOG = Logger.getLogger(Circuit.class);

    /** Longer than the longest attempt. */
    private static final Duration PROBE_LASTS = Duration.ofMinutes(3);

    /** A provider that answers, and for which nothing waits, is not held any longer than this. */
    private static final Duration NOTHING_TO_TRY = Duration.ofSeconds(5);

    /** The version of a breaker that the database has not heard of. */
    private static final long UNTOLD = 0;

    private final String provider;
    private final Channel channel;
    private final BooleanSupplier answers;
    private final Trip trip;
    private final Breakers rows;
    private final DeliveryConfig config;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Breaker> known = new AtomicReference<>();
    private final AtomicReference<@Nullable Trial> trial = new AtomicReference<>();

    /**
     * @param answers whether the provider can be reached now, without sending anything
     */
    Circuit(
            String provider,
            Channel channel,
            BooleanSupplier answers,
            Breakers rows,
            DeliveryConfig config,
            InstantSource clock) {
        this.provider = provider;
        this.channel = channel;
        this.answers = answers;
        this.trip = new Trip(config.holdAfter());
        this.rows = rows;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A probe of this replica.
     *
     * @param isTaken whether somebody looks for a message, or tries one
     * @param notification the message that is tried
     */
    private record Trial(
            Breaker probed, Instant since, boolean isTaken, @Nullable UUID notification) {

        Trial taken(@Nullable UUID message) {
            return new Trial(probed, since, true, message);
        }

        Trial free(Instant from) {
            return new Trial(probed, from, false, null);
        }
    }

    String provider() {
        return provider;
    }

    /** Shows it as a figure. */
    void watch(MeterRegistry metrics) {
        metrics.gauge(
                "notifications.dispatch.breaker",
                Tags.of("provider", provider, "channel", DeliveryMetrics.label(channel)),
                this,
                Circuit::figure);
    }

    /** Whether its messages are held because it does not work. */
    boolean isOpen() {
        var breaker = known.get();
        return breaker != null && !breaker.isClosed();
    }

    /** Whether this is the one message by which it is tried. */
    boolean isTrial(UUID notification) {
        var current = trial.get();
        return current != null && notification.equals(current.notification());
    }

    /** Whether it is to be tried, by a message that the caller must find or give back. */
    boolean takeTrial() {
        var before = trial.getAndUpdate(it -> it == null ? null : it.taken(it.notification()));
        return before != null && !before.isTaken();
    }

    /** The message that was found for a trial. */
    void begin(UUID notification) {
        var _ = trial.updateAndGet(it -> it == null ? null : it.taken(notification));
    }

    /** No message was found now. */
    void giveBack() {
        var _ = trial.updateAndGet(it -> it == null ? null : it.free(it.since()));
    }

    /** Its messages are paused: nothing can be tried, which is not the same as nothing to try. */
    void putOff() {
        var now = clock.instant();
        var _ = trial.updateAndGet(it -> it == null ? null : it.free(now));
    }

    /** Takes note of what came of an attempt. */
    void heard(UUID notification, Outcome outcome) {
        if (isTrial(notification)) {
            var tried = trial.getAndSet(null);
            if (tried != null) {
                conclude(tried, Trip.isOfTheProvider(outcome));
            }
        } else if (!isOpen()) {
            trip.heard(outcome, clock.instant()).ifPresent(this::open);
        }
    }

    /** A message was taken although nothing was expected of it: it works. */
    void works() {
        var breaker = known.get();
        if (breaker != null && !breaker.isClosed() && breaker.version() != UNTOLD) {
            trial.set(null);
            write(() -> rows.close(breaker, clock.instant()));
        }
    }

    /**
     * Learns how another replica found it.
     *
     * @return whether it works again
     */
    boolean learn(Breaker row) {
        var before =
                known.getAndUpdate(
                        old -> old == null || row.version() >= old.version() ? row : old);
        var _ =
                trial.updateAndGet(
                        it -> it == null || it.probed().version() == row.version() ? it : null);
        return before != null && !before.isClosed() && row.isClosed();
    }

    /**
     * Probes it if it is due; lasts as long as the provider takes to answer.
     *
     * @return whether there is something to claim again
     */
    boolean care() {
        var breaker = known.get();
        return breaker != null && !breaker.isClosed() && probe(breaker);
    }

    private boolean probe(Breaker breaker) {
        var now = clock.instant();
        if (breaker.version() == UNTOLD) {
            rows.open(provider, channel, String.valueOf(breaker.why()), now).ifPresent(this::noted);
            return false;
        }
        var current = trial.get();
        if (current != null && now.isBefore(current.since().plus(PROBE_LASTS))) {
            return !current.isTaken() && closeUnused(current, now);
        }
        if (breaker.state() == BreakerState.OPEN && now.isBefore(breaker.nextProbe())) {
            return false;
        }
        var begun = rows.probe(provider, channel, now, now.plus(PROBE_LASTS));
        if (begun.isEmpty()) {
            return false;
        }
        noted(begun.get());
        if (answers.getAsBoolean()) {
            trial.set(new Trial(begun.get(), clock.instant(), false, null));
            return true;
        }
        rows.failed(begun.get(), config.longestProbePause(), clock.instant())
                .ifPresent(this::noted);
        return false;
    }

    private boolean closeUnused(Trial unused, Instant now) {
        if (now.isBefore(unused.since().plus(NOTHING_TO_TRY))) {
            return true;
        }
        if (trial.compareAndSet(unused, null)) {
            rows.close(unused.probed(), now).ifPresent(this::noted);
        }
        return true;
    }

    private void open(String why) {
        var now = clock.instant();
        try {
            rows.open(provider, channel, why, now).ifPresent(this::noted);
        } catch (RuntimeException e) {
            // Held here at least, until the database says otherwise.
            known.set(new Breaker(provider, channel, BreakerState.OPEN, why, now, now, UNTOLD));
            LOG.warnf(
                    "the other replicas do not learn that %s does not work: %s",
                    provider, e.getClass().getName());
        }
    }

    /** This replica stops: another one probes after the usual pause, not when the trial has lapsed. */
    void stop() {
        var begun = trial.getAndSet(null);
        if (begun != null) {
            conclude(begun, true);
        }
    }

    private void conclude(Trial tried, boolean hasFailed) {
        var now = clock.instant();
        write(
                () ->
                        hasFailed
                                ? rows.failed(tried.probed(), config.longestProbePause(), now)
                                : rows.close(tried.probed(), now));
    }

    private void write(Change change) {
        try {
            change.make().ifPresent(this::noted);
        } catch (RuntimeException e) {
            // It stays half-open, and is probed again when its time is over.
            LOG.warnf("the outcome of a trial was lost: %s", e.getClass().getName());
        }
    }

    private void noted(Breaker breaker) {
        known.set(breaker);
        trip.forget();
        switch (breaker.state()) {
            case OPEN ->
                    LOG.errorf(
                            "carrier of %s (%s) does not work, %s: its messages are held back",
                            channel, provider, breaker.why());
            case HALF_OPEN -> LOG.infof("carrier of %s (%s) is probed", channel, provider);
            case CLOSED ->
                    LOG.infof(
                            "carrier of %s (%s) works again: its messages go on",
                            channel, provider);
        }
    }

    /** 0 closed, 1 half-open, 2 open. */
    private double figure() {
        var breaker = known.get();
        if (breaker == null) {
            return 0;
        }
        return switch (breaker.state()) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private interface Change {

        Optional<Breaker> make();
    }
}
